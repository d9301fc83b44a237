package settings

import (
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Parse reads the file called name (for the mistakes alone; it opens nothing),
// fills in the defaults and checks every value against what AWS would accept.
// The error is Mistakes: all of them, in the order of the file. A Settings that comes with an error is not to be used.
// It takes a file of an older version, which chooses no lock: the functions keep running on it.
func Parse(name string, text []byte) (Settings, error) {
	s, _, err := read(name, text, func(*file, Settings) {})
	return s, err
}

// Read is Parse as people at a terminal want it: a lock that was not chosen is a mistake too. It tells beside the
// Settings what AWS takes but few people want: Mistakes that are no error.
func Read(name string, text []byte) (Settings, Mistakes, error) {
	return read(name, text, func(f *file, s Settings) { f.checkLockChosen(s.CentralVault) })
}

func read(name string, text []byte, also func(*file, Settings)) (Settings, Mistakes, error) {
	f := &file{name: name, at: map[string]*yaml.Node{}}
	s := defaults()
	root, ok := f.root(text)
	if !ok {
		return s, nil, f.mistakes
	}
	f.decode("", root, &s)
	f.fillIn(&s)
	s.lockModes()
	f.checkVaults(s)
	also(f, s)
	f.checkScope(s)
	f.checkEntry(s)
	f.checkOptIn(s)
	f.checkManaged(s)
	f.checkPlans(s)
	f.checkAdopt(s)
	f.checkControlTower(s)
	f.checkBoundary(s)
	f.checkSpread(s)
	f.checkAlerts(s)
	f.checkBreaker(s.Breaker)
	if len(f.mistakes) > 0 {
		return s, nil, f.mistakes.sorted()
	}
	return s, f.doubts(s), nil
}

// file is the file being read: where each property stands, and what is wrong so far.
type file struct {
	name     string
	at       map[string]*yaml.Node // by path: "BackupPlans[0].Rules[0].RuleName"
	bad      []string              // paths whose value is no value of their type
	mistakes Mistakes
}

// root is the mapping that the file consists of.
func (f *file) root(text []byte) (*yaml.Node, bool) {
	decoder := yaml.NewDecoder(strings.NewReader(string(text)))
	var document, second yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		f.mistakes = append(f.mistakes, Mistake{f.name, 1, 1, "the file is empty: it needs at least BackupPlans"})
		return nil, false
	case err != nil:
		f.mistakes = append(f.mistakes, f.syntax(err))
		return nil, false
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		f.mistakes = append(f.mistakes, f.after(second, err))
		return nil, false
	}
	root := document.Content[0]
	if root.Kind != yaml.MappingNode {
		f.say(root, "the file is %s: it must be a mapping of Scope, CentralVault, BackupPlans and so on", kindOf(root))
		return nil, false
	}
	return root, true
}

// after is what is wrong with whatever follows the first document.
func (f *file) after(second yaml.Node, err error) Mistake {
	if err != nil {
		return f.syntax(err)
	}
	return Mistake{f.name, second.Line, max(second.Column, 1), "a second YAML document begins here: farvault reads one"}
}

var (
	yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)
	// miscounted is what yaml's parser says, which counts lines from 0; its scanner counts from 1.
	miscounted = regexp.MustCompile(`^did not find expected (<|node content|'-'|key|',')`)
)

// syntax is text that is no YAML at all; the parser tells the line but not the column.
func (f *file) syntax(err error) Mistake {
	line, problem := YAMLError(err)
	return Mistake{f.name, line, 1, problem}
}

// YAMLError takes apart what yaml says of a text that is none: the line, counted from 1, and "not YAML: ...".
func YAMLError(err error) (line int, problem string) {
	line = 1
	problem = yamlLine.ReplaceAllString(err.Error(), "")
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil && m[1] != "" {
		line, _ = strconv.Atoi(m[1])
		if miscounted.MatchString(problem) {
			line++
		}
	}
	return line, "not YAML: " + problem
}
