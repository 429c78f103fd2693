// The peer Go: goroutines and buffered channels, the same pipelines.
// Usage: gopeer program=pipeline key=value …; prints one line of JSON.
package main

import (
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

var plan = map[string]string{}

func number(key string, otherwise int) int {
	if n, err := strconv.Atoi(plan[key]); err == nil {
		return n
	}
	return otherwise
}

type meter struct {
	warm, measure time.Duration
	first, start  time.Time
	before        int
}

func newMeter() *meter {
	ms := time.Millisecond
	return &meter{warm: time.Duration(number("warm", 200)) * ms, measure: time.Duration(number("measure", 400)) * ms}
}

// look ends the process with the rate once both stamps are taken.
func (m *meter) look(total int, check float64) {
	now := time.Now()
	if m.first.IsZero() {
		m.first = now
	}
	if m.start.IsZero() {
		if now.Sub(m.first) >= m.warm {
			m.start, m.before = now, total
		}
		return
	}
	if spent := now.Sub(m.start); spent >= m.measure {
		fmt.Printf("{\"rate\":%f,\"check\":%g}\n", float64(total-m.before)/spent.Seconds(), check)
		os.Exit(0)
	}
}

type sample struct {
	id    uint32
	value float64
	ok    bool
	at    float64
	name  string
}

func pipeline[T any](make_ func(float64) T, step func(T) T, value func(T) float64) {
	capacity := number("capacity", 1024)
	first := make(chan T, capacity)
	last := first
	go func() {
		for next := 0.0; ; next++ {
			first <- make_(next)
		}
	}()
	if number("actors", 3) == 3 {
		last = make(chan T, capacity)
		go func() {
			for message := range first {
				last <- step(message)
			}
		}()
	}
	m := newMeter()
	total, sum := 0, 0.0
	for message := range last {
		sum += value(message)
		if total++; total&1023 == 0 {
			m.look(total, sum)
		}
	}
}

// slices sends batches: Go's way to move many small messages. `batch` messages each, capacity in messages as elsewhere.
func slices() {
	capacity := number("capacity", 1024)
	batch := number("batch", 4096)
	if batch > capacity/2 {
		batch = capacity / 2
	}
	first := make(chan []float64, capacity/batch)
	free := make(chan []float64, capacity/batch*2+4)
	for i := 0; i < cap(free); i++ {
		free <- make([]float64, batch)
	}
	last := first
	go func() {
		for next := 0.0; ; {
			messages := <-free
			for i := range messages {
				messages[i] = next
				next++
			}
			first <- messages
		}
	}()
	if number("actors", 3) == 3 {
		last = make(chan []float64, capacity/batch)
		go func() {
			for messages := range first {
				for i := range messages {
					messages[i]++
				}
				last <- messages
			}
		}()
	}
	m := newMeter()
	total, sum := 0, 0.0
	for messages := range last {
		for _, message := range messages {
			sum += message
		}
		total += len(messages)
		free <- messages
		m.look(total, sum)
	}
}

// records copies each record into memory of its own, as a channel that hands over a private copy does.
func records() {
	size := number("size", 1024)
	channel := make(chan []byte, number("capacity", 1024))
	source := make([]byte, size)
	go func() {
		for {
			record := make([]byte, size)
			copy(record, source)
			channel <- record
		}
	}()
	m := newMeter()
	total, sum := 0, 0.0
	for record := range channel {
		sum += float64(record[size-1])
		if total++; total&63 == 0 {
			m.look(total, sum)
		}
	}
}

func rounds() {
	ping, pong := make(chan float64, 64), make(chan float64, 64)
	go func() {
		for message := range ping {
			pong <- message
		}
	}()
	n := number("rounds", 1000)
	pause := time.Duration(number("pause", 0)) * time.Millisecond
	spent := make([]float64, 0, n)
	for i := 0; i < n+n/10; i++ {
		if pause > 0 {
			time.Sleep(pause)
		}
		begin := time.Now()
		ping <- float64(i)
		<-pong
		if i >= n/10 {
			spent = append(spent, float64(time.Since(begin).Nanoseconds())/1000)
		}
	}
	sort.Float64s(spent)
	at := func(q float64) float64 { return spent[min(int(float64(n)*q), n-1)] }
	fmt.Printf("{\"p50\":%f,\"p99\":%f,\"p999\":%f}\n", at(0.5), at(0.99), at(0.999))
}

func rss() float64 {
	text, _ := os.ReadFile("/proc/self/statm")
	pages, _ := strconv.ParseFloat(strings.Fields(string(text))[1], 64)
	return pages * float64(os.Getpagesize())
}

func cpu() float64 {
	text, _ := os.ReadFile("/proc/self/stat")
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+2:]))
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) * 10 // ms, at the usual 100 ticks a second
}

func ring() {
	count := number("count", 100)
	tokens := number("tokens", count/10)
	memory, born := rss(), time.Now()
	links := make([]chan float64, count)
	for i := range links {
		links[i] = make(chan float64, 64)
	}
	passed := make([]atomic.Int64, count)
	up := make(chan bool, count)
	for i := range links {
		go func() {
			up <- true
			next := links[(i+1)%count]
			for message := range links[i] {
				next <- message
				passed[i].Add(1)
			}
		}()
	}
	for range links {
		<-up
	}
	started := time.Since(born)
	fmt.Printf("{\"start\":%f,\"bytes\":%f}\n", float64(started.Microseconds())/1000, (rss()-memory)/float64(count))
	for i := 0; i < tokens; i++ {
		links[i*count/tokens] <- float64(i)
	}
	if tokens == 0 {
		idle := time.Duration(number("idle", 3000)) * time.Millisecond
		spent, from := cpu(), time.Now()
		time.Sleep(idle)
		fmt.Printf("{\"percent\":%f}\n", (cpu()-spent)/float64(time.Since(from).Milliseconds())*100)
		return
	}
	total := func() (sum int64) {
		for i := range passed {
			sum += passed[i].Load()
		}
		return
	}
	time.Sleep(time.Duration(number("warm", 200)) * time.Millisecond)
	before, from := total(), time.Now()
	time.Sleep(time.Duration(number("measure", 400)) * time.Millisecond)
	fmt.Printf("{\"rate\":%f}\n", float64(total()-before)/time.Since(from).Seconds())
}

func main() {
	for _, word := range os.Args[1:] {
		if key, value, found := strings.Cut(word, "="); found {
			plan[key] = value
		}
	}
	switch plan["program"] {
	case "pipeline":
		switch {
		case plan["kind"] == "struct":
			pipeline(
				func(n float64) sample {
					return sample{uint32(n), n * 0.5, uint32(n)&1 == 0, n, "sensor-a"}
				},
				func(s sample) sample { s.value++; return s },
				func(s sample) float64 {
					sum := s.value + float64(s.id) + s.at + float64(s.name[0])
					if s.ok {
						sum++
					}
					return sum
				})
		case plan["mode"] == "slices":
			slices()
		default:
			pipeline(func(n float64) float64 { return n }, func(n float64) float64 { return n + 1 },
				func(n float64) float64 { return n })
		}
	case "bytes":
		records()
	case "rounds":
		rounds()
	case "ring":
		ring()
	default:
		fmt.Fprintln(os.Stderr, "no program", plan["program"])
		os.Exit(2)
	}
}
