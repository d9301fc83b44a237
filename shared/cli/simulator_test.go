package cli_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"farvault/shared/cli"
)

func TestTheSimulatorServesUntilItIsInterrupted(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended, said := make(chan int, 1), &strings.Builder{}
	go func() {
		code := cli.Run(ctx, []string{"simulator", "--listen", "127.0.0.1:0"}, cli.Streams{Out: in, Err: said})
		_ = in.Close() // an in-memory pipe
		ended <- code
	}()
	url, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("no URL: %v", err)
	}
	response, err := http.Get(strings.TrimSpace(url) + "/_simulator/state")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var state struct {
		ManagementAccount, CentralAccount string
		Accounts                          []struct{ ID string }
	}
	if err := json.NewDecoder(response.Body).Decode(&state); err != nil {
		t.Fatal(err)
	}
	if state.ManagementAccount != "999988887777" || state.CentralAccount != "111122223333" || len(state.Accounts) != 5 {
		t.Errorf("state %+v", state)
	}
	interrupt()
	if code := <-ended; code != 0 {
		t.Errorf("exit status %d", code)
	}
	if !strings.HasPrefix(said.String(), "\nThe simulator is AWS at") {
		t.Errorf("what the functions did before it was ready hides how to use it:\n%.400s", said)
	}
}

func TestTheSimulatorSaysWhereItCannotListen(t *testing.T) {
	t.Parallel()
	var said strings.Builder
	code := cli.Run(context.Background(), []string{"simulator", "--listen", "127.0.0.1:none"}, cli.Streams{Out: io.Discard, Err: &said})
	if code != 3 || !strings.Contains(said.String(), "none") {
		t.Errorf("exit status %d: %s", code, said.String())
	}
}
