package render

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
)

// card is the picture that stands for the site where somebody shares a link: a pair of
// quotation marks beside the first claims and sources as a grid, filled where a source
// supports a claim, a ring where it disputes it, a dot where it is silent. The dossier draws it
// itself; it holds no words, since those stand beside it. An author's static/card.png
// takes its place.
func (p *planner) card() []byte {
	const width, height, shades = 1200, 630, 32
	paper, ink := [3]float64{0xfb, 0xfa, 0xf6}, [3]float64{0x1c, 0x1b, 0x19}
	palette := make(color.Palette, shades)
	for i := range palette {
		t := float64(i) / (shades - 1)
		mix := func(c int) uint8 { return uint8(math.Round(paper[c] + t*(ink[c]-paper[c]))) }
		palette[i] = color.RGBA{mix(0), mix(1), mix(2), 0xff}
	}
	img := image.NewPaletted(image.Rect(0, 0, width, height), palette)
	// shape darkens what lies inside: distance is how far a point lies outside of it, in pixels.
	shape := func(x0, y0, x1, y1 float64, distance func(x, y float64) float64) {
		for y := max(int(y0)-1, 0); y < min(int(y1)+2, height); y++ {
			for x := max(int(x0)-1, 0); x < min(int(x1)+2, width); x++ {
				cover := min(max(0.5-distance(float64(x)+0.5, float64(y)+0.5), 0), 1)
				if s := uint8(math.Round(cover * (shades - 1))); s > img.Pix[y*img.Stride+x] {
					img.Pix[y*img.Stride+x] = s
				}
			}
		}
	}
	disc := func(cx, cy, r float64) {
		shape(cx-r, cy-r, cx+r, cy+r, func(x, y float64) float64 { return math.Hypot(x-cx, y-cy) - r })
	}
	ring := func(cx, cy, r, thick float64) {
		shape(cx-r, cy-r, cx+r, cy+r, func(x, y float64) float64 {
			return math.Abs(math.Hypot(x-cx, y-cy)-(r-thick/2)) - thick/2
		})
	}
	// An opening mark: a disc, and a tail that leaves it at the left and thins upwards.
	mark := func(cx, cy, r float64) {
		disc(cx, cy, r)
		shape(cx-r, cy-3*r, cx+2*r, cy+r, func(x, y float64) float64 {
			outer := math.Hypot(x-(cx+1.1*r), y-cy) - 2.1*r
			inner := math.Hypot(x-(cx+1.75*r), y-(cy-0.1*r)) - 2.05*r
			return max(outer, -inner, y-cy, x-(cx+0.62*r))
		})
	}
	mark(190, 250, 62)
	mark(385, 250, 62)
	for _, y := range []float64{410, 452, 494} { // lines of a text, the last one short
		right := 480.0
		if y == 494 {
			right = 330
		}
		shape(128, y, right, y+8, func(x, y2 float64) float64 {
			return max(128-x, x-right, y-y2, y2-(y+8))
		})
	}
	columns, rows := min(len(p.Sources), 6), 6
	var claims []map[int]bearing
	for _, c := range p.Claims {
		if len(c.Carried.Evidence) == 0 {
			continue
		}
		bears, row := bearings(c), map[int]bearing{}
		for i, src := range p.Sources[:columns] {
			row[i] = bears[src]
		}
		if claims = append(claims, row); len(claims) == rows {
			break
		}
	}
	if len(claims) == 0 { // nothing is claimed yet: an empty grid
		columns, claims = 5, make([]map[int]bearing, rows)
	}
	for i, row := range claims {
		for j := range columns {
			x, y := 1072-float64(columns-1-j)*84, 105+float64(i)*84
			switch b := row[j]; {
			case b&bearsSupport != 0 && b&bearsDispute != 0:
				ring(x, y, 27, 7)
				disc(x, y, 12)
			case b&bearsSupport != 0:
				disc(x, y, 27)
			case b&bearsDispute != 0:
				ring(x, y, 27, 7)
			default:
				disc(x, y, 5)
			}
		}
	}
	var w bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&w, img); err != nil {
		panic(err) // into memory
	}
	return w.Bytes()
}
