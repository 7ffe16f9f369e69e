package render

import (
	"bytes"
	"fmt"

	"dossier/internal/site"
)

// networkGraphML is the graph of actors, claims and sources as GraphML. Edges run as they are
// read: an actor says a claim, a claim speaks of an actor, a source supports a claim.
func (p *planner) networkGraphML() []byte {
	var w bytes.Buffer
	w.WriteString(`<?xml version="1.0" encoding="utf-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
<key id="kind" for="node" attr.name="kind" attr.type="string"/>
<key id="label" for="node" attr.name="label" attr.type="string"/>
<key id="address" for="node" attr.name="address" attr.type="string"/>
<key id="type" for="node" attr.name="type" attr.type="string"/>
<key id="status" for="node" attr.name="status" attr.type="string"/>
<key id="relation" for="edge" attr.name="relation" attr.type="string"/>
<key id="quotations" for="edge" attr.name="quotations" attr.type="int"/>
<graph id="dossier" edgedefault="directed">
`)
	node := func(q *site.Page, key, value string) {
		fmt.Fprintf(&w, `<node id="%s"><data key="kind">%s</data><data key="label">%s</data><data key="address">%s</data>`,
			nodeID(q), q.Kind, escapeXML(q.Title.Value), escapeXML(p.addressOf(q)))
		if value != "" {
			fmt.Fprintf(&w, `<data key="%s">%s</data>`, key, escapeXML(value))
		}
		w.WriteString("</node>\n")
	}
	for _, q := range p.Actors {
		node(q, "type", q.Page.Actor.Type)
	}
	for _, q := range p.Claims {
		node(q, "status", q.Carried.Status())
	}
	for _, q := range p.Sources {
		node(q, "", "")
	}
	// quotations: how many of them bear the edge out; -1 where none could.
	edge := func(from *site.Page, relation string, to *site.Page, quotations int) {
		fmt.Fprintf(&w, `<edge source="%s" target="%s"><data key="relation">%s</data>`, nodeID(from), nodeID(to), relation)
		if quotations >= 0 {
			fmt.Fprintf(&w, `<data key="quotations">%d</data>`, quotations)
		}
		w.WriteString("</edge>\n")
	}
	for _, a := range p.Actors {
		for _, whole := range a.Within {
			edge(a, "part of", whole, -1)
		}
	}
	for _, c := range p.Claims {
		type voice struct {
			who    *site.Page
			stance string
		}
		counts := map[voice]int{}
		for _, q := range c.Carried.Evidence {
			counts[voice{q.Source, q.Stance}]++
			for _, a := range q.By {
				counts[voice{a, q.Stance}]++
			}
		}
		for _, a := range c.Carried.By {
			edge(a, "says", c, counts[voice{a, "supports"}])
		}
		for _, a := range c.Carried.DisputedBy {
			edge(a, "disputes", c, counts[voice{a, "disputes"}])
		}
		for _, a := range c.Carried.About {
			edge(c, "speaks of", a, -1)
		}
		for _, src := range c.Carried.Supports {
			edge(src, "supports", c, counts[voice{src, "supports"}])
		}
		for _, src := range c.Carried.Disputes {
			edge(src, "disputes", c, counts[voice{src, "disputes"}])
		}
	}
	w.WriteString("</graph>\n</graphml>\n")
	return w.Bytes()
}

// nodeID is unique in the file; a stroke may not stand in it.
func nodeID(q *site.Page) string { return q.Kind.String() + "." + q.ID }
