package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
)

// judgment says why a mutant changes nothing that a test could see.
type judgment struct {
	File    string
	Is      string // the line without the space around it
	Becomes string
	Why     string
}

// judged are the survivors that somebody has looked at. Those that were holes have a test instead.
type judged []judgment

func readJudged(name string) (all judged, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return all, nil
}

// why is the reason why a mutant is equivalent, where one is known.
func (all judged) why(m mutant) (string, bool) {
	i := slices.IndexFunc(all, func(j judgment) bool { return j.of(m) })
	if i < 0 {
		return "", false
	}
	return all[i].Why, true
}

// unplaced are the judgments of mutants that can no longer be made.
func (all judged) unplaced(mutants []mutant) (gone judged) {
	for _, j := range all {
		if !slices.ContainsFunc(mutants, j.of) {
			gone = append(gone, j)
		}
	}
	return gone
}

func (j judgment) of(m mutant) bool {
	return j.File == m.file && j.Is == m.is && j.Becomes == m.becomes
}

// sorted puts mutants in an order that is the same in every run.
func sorted(all []mutant) []mutant {
	slices.SortFunc(all, func(a, b mutant) int {
		return cmp.Or(
			cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line), cmp.Compare(a.becomes, b.becomes),
			cmp.Compare(a.kind, b.kind),
		)
	})
	return all
}
