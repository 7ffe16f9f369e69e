package site

import (
	"sync"
	"sync/atomic"
)

// parallel calls work for 0 … n-1 on several goroutines and waits. Results go
// into slices at their own index, so the order of goroutines reaches nothing.
func parallel(workers, n int, work func(int)) {
	if workers < 2 || n < 2 {
		for i := range n {
			work(i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, n) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				work(i)
			}
		})
	}
	wg.Wait()
}
