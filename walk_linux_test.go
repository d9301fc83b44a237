package farvault_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"golang.org/x/sys/unix"
)

// What the page of the first hour may cost whoever follows it: README's quick start and the page itself.
const mostCommands, mostWords = 15, 1500

// whole: the walk uses the make, curl and aws of this machine. The gate `readme` sets it, with aws from PyPI; elsewhere
// stand-ins do what the page asks of them.
var whole = os.Getenv("FARVAULT_WALK") != ""

// served is where the page says that the simulator is. The walk runs it on a free port.
const served = "127.0.0.1:4566"

// TestMain lets this binary stand in for the programs that the page uses and that are not farvault's.
func TestMain(m *testing.M) {
	if stand, is := standIns[filepath.Base(os.Args[0])]; is {
		if err := stand(os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

var standIns = map[string]func([]string) error{"make": standInMake, "curl": standInCurl, "aws": standInAWS}

func standInMake([]string) error {
	build := exec.Command("go", "build", "-trimpath", "-o", "bin/farvault", "./cmd/farvault")
	build.Stdout, build.Stderr = os.Stdout, os.Stderr
	return build.Run()
}

// standInCurl is `curl -X POST URL -d BODY`.
func standInCurl(args []string) error {
	answer, err := http.Post(args[2], "", strings.NewReader(args[4]))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(os.Stdout, answer.Body)
	return err
}

// standInAWS is `aws kms put-key-policy` with long options.
func standInAWS(args []string) error {
	ctx, option := context.Background(), func(name string) *string { return &args[slices.Index(args, "--"+name)+1] }
	standard, err := config.LoadDefaultConfig(ctx, config.WithSharedConfigProfile(*option("profile")))
	if err != nil {
		return err
	}
	_, err = kms.NewFromConfig(standard).PutKeyPolicy(ctx, &kms.PutKeyPolicyInput{
		KeyId: option("key-id"), PolicyName: option("policy-name"), Policy: option("policy"),
	})
	return err
}

// step is a command of the page, and what the page shows of its output: parts that stand there one after another.
type step struct {
	command string
	shown   []string
}

// stepsOf are the commands of a page's sh blocks with the output blocks below them.
func stepsOf(text string) (steps []step) {
	for _, m := range fenced.FindAllStringSubmatch(text, -1) {
		switch m[1] {
		case "sh":
			for _, c := range commandsOf(m[2]) {
				steps = append(steps, step{command: c})
			}
		case "output":
			steps[len(steps)-1].shown = append(steps[len(steps)-1].shown, strings.Split(m[2], "[...]\n")...)
		}
	}
	return steps
}

// commandsOf are the commands of a shell block: a line each, and those that a backslash or an open quote adds.
func commandsOf(text string) (all []string) {
	open := ""
	for line := range strings.Lines(text) {
		open += line
		if strings.HasSuffix(line, "\\\n") || strings.Count(open, "'")%2 == 1 {
			continue
		}
		if c := strings.TrimSpace(open); c != "" {
			all = append(all, c)
		}
		open = ""
	}
	return all
}

// The first hour is short, and the page's words and commands are all that it takes.
func TestTheFirstHourIsShort(t *testing.T) {
	t.Parallel()
	all := pages(t)
	_, start, _ := strings.Cut(all["README.md"], "\n## Quick start\n")
	start, _, _ = strings.Cut(start, "\n## ")
	words := len(strings.Fields(start)) + len(strings.Fields(all["docs/first-hour.md"]))
	commands := len(stepsOf(all["docs/first-hour.md"]))
	t.Logf("the first hour: %d commands, %d words, of which %d in the README", commands, words, len(strings.Fields(start)))
	if commands > mostCommands || words > mostWords {
		t.Errorf("%d commands and %d words, want at most %d and %d", commands, words, mostCommands, mostWords)
	}
	if !strings.Contains(start, "(docs/first-hour.md)") {
		t.Error("README's quick start does not lead to docs/first-hour.md")
	}
}

// TestTheFirstHour follows docs/first-hour.md to the letter, in a copy of this tree and with a home of its own, at a
// terminal of 80 columns. Each command must do what the page shows; the port alone is another.
func TestTheFirstHour(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the command")
	}
	t.Parallel()
	w := newWalk(t)
	for _, s := range stepsOf(pages(t)["docs/first-hour.md"]) {
		began := time.Now()
		printed := w.run(s.command)
		t.Logf("%s: %s", time.Since(began).Round(10*time.Millisecond), s.command)
		for _, part := range s.shown {
			_, rest, shows := strings.Cut("\n"+printed, "\n"+part)
			if !shows {
				t.Fatalf("%s\ndoes not show\n%s\nin the rest of what it prints:\n%s", s.command, part, printed)
			}
			printed = rest
		}
	}
	w.wrote("coverage.html", "not copied")
}

// walk is somebody who follows the page.
type walk struct {
	*testing.T
	clone       string
	environment []string
	exported    string // what a shell was told before
	address     string // of the simulator
}

func newWalk(t *testing.T) *walk {
	w := &walk{T: t, clone: filepath.Join(t.TempDir(), "farvault"), address: served}
	listed, err := exec.CommandContext(t.Context(), "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		t.Skipf("no clone: %v", err)
	}
	for name := range strings.SplitSeq(strings.TrimRight(string(listed), "\x00"), "\x00") {
		if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() {
			continue // removed and not committed yet, or a link of whoever works here
		}
		text, err := os.ReadFile(name)
		w.must(err)
		w.must(os.MkdirAll(filepath.Join(w.clone, filepath.Dir(name)), 0o755))
		w.must(os.WriteFile(filepath.Join(w.clone, name), text, 0o644))
	}
	known, err := exec.CommandContext(t.Context(), "go", "env", "GOCACHE", "GOMODCACHE", "GOPATH").Output()
	w.must(err)
	caches := strings.Split(string(known), "\n")
	w.environment = []string{
		"PATH=" + w.programs() + ":" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "GOCACHE=" + caches[0], "GOMODCACHE=" + caches[1],
		"GOPATH=" + caches[2], "NO_COLOR=1", "TERM=dumb", "NO_PROXY=*", "AWS_EC2_METADATA_DISABLED=true",
		"AWS_CLI_UPGRADE_DEBUG_MODE=true", "AWS_PAGER=", // version 1 then says what version 2 does otherwise
	}
	for _, name := range []string{"GOFLAGS", "GOPROXY", "GONOSUMDB", "GONOSUMCHECK", "GOTOOLCHAIN"} {
		w.environment = append(w.environment, name+"="+os.Getenv(name))
	}
	return w
}

// programs is a folder with the stand-ins; with none, where the machine's own are asked for.
func (w *walk) programs() string {
	folder := w.TempDir()
	self, err := os.Executable()
	w.must(err)
	for name := range standIns {
		if _, err := exec.LookPath(name); !whole || err != nil {
			w.must(os.Symlink(self, filepath.Join(folder, name)))
		}
	}
	return folder
}

func (w *walk) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// run does one command of the page and gives what the terminal shows.
func (w *walk) run(command string) string {
	w.Helper()
	if strings.Contains(command, "farvault simulator") {
		w.serve(command)
		return ""
	}
	if strings.HasPrefix(command, "export ") {
		w.exported += command + "\n"
	}
	shell := w.shell(strings.ReplaceAll(command, served, w.address))
	printed, err := atTerminal(shell)
	printed = strings.ReplaceAll(printed, w.address, served)
	var ended *exec.ExitError
	if found := errors.As(err, &ended) && ended.ExitCode() == 1 && strings.HasPrefix(command, "farvault "); err != nil && !found {
		w.Fatalf("%s: %v\n%s", command, err, printed)
	}
	if strings.Contains(printed, "UPGRADE WARNING") {
		w.Errorf("%s: version 2 of aws does otherwise:\n%s", command, printed)
	}
	return printed
}

func (w *walk) shell(command string) *exec.Cmd {
	c := exec.CommandContext(w.Context(), "sh", "-c", w.exported+command)
	c.Dir, c.Env = w.clone, w.environment
	return c
}

// serve runs the simulator on a free port until the test ends, and tells the profiles where it is.
func (w *walk) serve(command string) {
	c := w.shell("exec " + command + " --listen 127.0.0.1:0")
	out, err := c.StdoutPipe()
	w.must(err)
	var said bytes.Buffer
	c.Stderr = &said
	w.must(c.Start())
	w.Cleanup(func() {
		_ = c.Process.Kill() // it may have ended with the test's context
		_ = c.Wait()
	})
	url, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = c.Wait()
		w.Fatalf("%s: %v: %s", command, err, said.String())
	}
	w.address = strings.TrimPrefix(strings.TrimSpace(url), "http://")
	profiles := filepath.Join(w.clone, "examples", "simulator.config")
	text, err := os.ReadFile(profiles)
	w.must(err)
	if !bytes.Contains(text, []byte(served)) {
		w.Fatalf("%s does not lead to %s", profiles, served)
	}
	w.must(os.WriteFile(profiles, bytes.ReplaceAll(text, []byte(served), []byte(w.address)), 0o644))
}

func (w *walk) wrote(name, word string) {
	w.Helper()
	text, err := os.ReadFile(filepath.Join(w.clone, name))
	w.must(err)
	if !strings.Contains(string(text), word) {
		w.Errorf("%s does not say %q", name, word)
	}
}

// atTerminal runs a command at a pseudoterminal of 80 columns.
// https://man7.org/linux/man-pages/man4/ptmx.4.html
func atTerminal(c *exec.Cmd) (printed string, err error) {
	side, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return "", err
	}
	defer side.Close()
	descriptor := int(side.Fd())
	number, err := unix.IoctlGetInt(descriptor, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(descriptor, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(descriptor, unix.TIOCSWINSZ, &unix.Winsize{Row: 50, Col: 80})
	}
	if err != nil {
		return "", err
	}
	terminal, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return "", err
	}
	c.Stdin, c.Stdout, c.Stderr = terminal, terminal, terminal
	var shown bytes.Buffer
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = io.Copy(&shown, side) // it ends with an error when nobody has the terminal open any more
	}()
	err = c.Run()
	_ = terminal.Close() // the command has ended
	<-read
	return regexp.MustCompile(`\r+\n`).ReplaceAllString(shown.String(), "\n"), err
}
