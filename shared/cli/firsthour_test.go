package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"farvault/demo/bootstrap"
	"farvault/demo/regress"
)

// asTried is the commit that was tried as a new user would, and whose faults the rows of firstHour are.
const asTried = "67e1ee6"

// The accounts of `farvault simulator`.
const tryCentral, tryManagement, tryMember = "111122223333", "999988887777", "333344445555"

// product is a farvault that somebody tries: its command alone, with the simulator that is in it.
type product struct {
	name, command, source string
	yes                   []string // what lets it write without a question
}

// TestTheFirstHourMeetsNoneOfItsFaults asks today's product for each law that the first trial found broken. `make
// regress` asks the product of that day too, which must break every one: else the row would prove nothing.
func TestTheFirstHourMeetsNoneOfItsFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("runs a simulator for each row")
	}
	t.Parallel()
	self, err := exec.LookPath("farvault") // this binary: see TestMain
	if err != nil {
		t.Fatal(err)
	}
	products := []product{{name: "now", command: self, source: "../..", yes: []string{"--yes"}}}
	regressing := os.Getenv("FARVAULT_REGRESS") != ""
	if regressing {
		products = append(products, tried(t))
	}
	var mu sync.Mutex
	table := map[string]string{}
	t.Run("rows", func(t *testing.T) {
		for _, row := range firstHour {
			for _, p := range products {
				t.Run(row.id+" "+p.name, func(t *testing.T) {
					t.Parallel()
					wrong := row.ask(newTrial(t, p))
					mu.Lock()
					defer mu.Unlock()
					table[row.id+" "+p.name] = wrong
					if broken := wrong != ""; broken != (p.name == asTried) {
						t.Errorf("%s: %s: broken %t: %s", row.law, p.name, broken, wrong)
					}
				})
			}
		}
	})
	if regressing {
		for _, row := range firstHour {
			fmt.Printf("%-3s %s\n    %s: %s\n", row.id, row.law, asTried, table[row.id+" "+asTried])
		}
	}
}

// Each fault of that trial has its row, and the tests that a row names beside itself are there.
func TestEveryFaultOfTheFirstHourHasItsRow(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err := filepath.WalkDir("../..", func(file string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, "_test.go") {
			return err
		}
		text, err := os.ReadFile(file)
		for _, m := range declared.FindAllStringSubmatch(string(text), -1) {
			tests[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range firstHour {
		if want := fmt.Sprintf("A%d", i+1); row.id != want || row.law == "" || row.ask == nil {
			t.Errorf("row %s, want %s with its law and how it is asked", row.id, want)
		}
		for _, name := range row.also {
			if !tests[name] {
				t.Errorf("%s names %s, and there is no such test", row.id, name)
			}
		}
	}
	if len(firstHour) != 18 {
		t.Errorf("%d rows, want 18", len(firstHour))
	}
}

// tried is the command of that commit.
func tried(t *testing.T) product {
	t.Helper()
	folder := t.TempDir()
	source, command := filepath.Join(folder, "source"), filepath.Join(folder, "farvault")
	if err := regress.Checkout(t.Context(), "../..", asTried, source); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := regress.Discard(context.Background(), "../..", source); err != nil { // the test's own context has ended
			t.Error(err)
		}
	})
	if err := bootstrap.Program(t.Context(), source, "./cmd/farvault", command); err != nil {
		t.Fatal(err)
	}
	return product{name: asTried, command: command, source: source}
}

// trial is one in which somebody types what a row says.
type trial struct {
	*testing.T
	product
	url, begun string // of the simulator: where it is, and what it said
}

func newTrial(t *testing.T, p product) *trial { return &trial{T: t, product: p} }

func (r *trial) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// environment is that of the central account's operator, changed by pairs NAME=value.
func (r *trial) environment(pairs ...string) (all []string) {
	set := map[string]string{
		"HOME": r.TempDir(), "PATH": os.Getenv("PATH"), "AWS_ENDPOINT_URL": r.url, "AWS_REGION": "eu-west-1",
		"AWS_ACCESS_KEY_ID": tryCentral, "AWS_SECRET_ACCESS_KEY": "simulated", "AWS_EC2_METADATA_DISABLED": "true",
		"NO_PROXY": "*", "AWS_MAX_ATTEMPTS": "1",
	}
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		set[name] = value
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if set[name] != "" {
			all = append(all, name+"="+set[name])
		}
	}
	return all
}

// simulate starts the product's own simulator.
func (r *trial) simulate() {
	r.Helper()
	c := exec.CommandContext(r.Context(), r.command, "simulator", "--listen", "127.0.0.1:0")
	c.Env = r.environment()
	said, err := os.Create(filepath.Join(r.TempDir(), "said")) // a file has all that it said before the URL
	r.must(err)
	c.Stderr = said
	out, err := c.StdoutPipe()
	r.must(err)
	r.must(c.Start())
	r.must(said.Close())
	r.Cleanup(func() {
		_ = c.Process.Kill() // it may have ended with the test's context
		_ = c.Wait()
	})
	line, failed := bufio.NewReader(out).ReadString('\n')
	text, err := os.ReadFile(said.Name())
	r.must(err)
	if failed != nil {
		r.Fatalf("%s simulator: %v: %s", r.name, failed, text)
	}
	r.url, r.begun = strings.TrimSpace(line), string(text)
}

// types a command line with the operator's environment, changed by pairs, and gives exit status and all that it says.
func (r *trial) types(pairs []string, line string, more ...string) (status int, says string) {
	r.Helper()
	c := exec.CommandContext(r.Context(), r.command, append(strings.Fields(line), more...)...)
	c.Env = r.environment(pairs...)
	out, err := c.CombinedOutput()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		r.Fatalf("%s %s: %v", r.name, line, err)
	}
	return c.ProcessState.ExitCode(), string(out)
}

// order asks the simulator for what AWS does not have.
func (r *trial) order(what, body string) string {
	r.Helper()
	method := http.MethodPost
	if body == "" {
		method = http.MethodGet
	}
	request, err := http.NewRequestWithContext(r.Context(), method, r.url+"/_simulator/"+what, strings.NewReader(body))
	r.must(err)
	answer, err := http.DefaultClient.Do(request)
	r.must(err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	r.must(err)
	if answer.StatusCode != http.StatusOK {
		r.Fatalf("%s %s: %s", what, body, text)
	}
	return string(text)
}

func (r *trial) waits(d time.Duration) {
	r.Helper()
	r.order("clock", fmt.Sprintf(`{"advance":%q}`, d))
}

// as is an account's administrator.
func (r *trial) as(account string) aws.Config {
	return aws.Config{Region: "eu-west-1", BaseEndpoint: &r.url,
		Credentials: credentials.NewStaticCredentialsProvider(account, "simulated", "")}
}

// mail is what was mailed since a time: each message's subject and body.
func (r *trial) mail(after time.Time) (all []string) {
	r.Helper()
	var said struct {
		Mailed []struct {
			At            time.Time
			Subject, Body string
		}
	}
	r.must(json.NewDecoder(bytes.NewBufferString(r.order("messages", ""))).Decode(&said))
	for _, m := range said.Mailed {
		if m.At.After(after) && !strings.Contains(m.Subject, "Subscription Confirmation") {
			all = append(all, m.Subject+"\n"+m.Body)
		}
	}
	return all
}

// reds are the subjects of the messages among them that wake people.
func reds(mails []string) (all []string) {
	for _, m := range mails {
		if subject, _, _ := strings.Cut(m, "\n"); strings.HasPrefix(subject, "RED") {
			all = append(all, subject)
		}
	}
	return all
}
