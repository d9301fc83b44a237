// Command cases writes requests with the policies that bear on them, a JSON object
// a line, as `farvault policy evaluate --jsonl` reads them. A case depends on the
// seed and its own number alone, so that it can be made again by itself.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

func main() {
	seed := flag.Uint64("seed", 1, "the same seed gives the same cases")
	count := flag.Int("n", 1000, "how many cases")
	flag.Parse()
	if err := write(*seed, *count); err != nil {
		fmt.Fprintf(os.Stderr, "write cases: %v\n", err)
		os.Exit(1)
	}
}

func write(seed uint64, count int) error {
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	for i := range count {
		if err := encoder.Encode(newDealer(seed, i).deal(i)); err != nil {
			return err
		}
	}
	return out.Flush()
}
