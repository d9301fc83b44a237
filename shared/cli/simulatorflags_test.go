package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"farvault/shared/cli"
)

// serving starts the simulator and gives what it prints first: its URL, and what it says to a person.
func serving(t *testing.T, arguments ...string) (url, said string) {
	t.Helper()
	ctx, interrupt := context.WithCancel(context.Background())
	out, in := io.Pipe()
	var err lockedBuilder
	ended := make(chan int, 1)
	go func() {
		code := cli.Run(ctx, append([]string{"simulator", "--listen", "127.0.0.1:0"}, arguments...), cli.Streams{Out: in, Err: &err})
		_ = in.Close() // an in-memory pipe
		ended <- code
	}()
	t.Cleanup(func() {
		interrupt()
		<-ended
	})
	url, failed := bufio.NewReader(out).ReadString('\n')
	if failed != nil {
		t.Fatalf("no URL: %v: %s", failed, err.String())
	}
	return strings.TrimSpace(url), err.String()
}

// lockedBuilder is written to by many.
type lockedBuilder struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedBuilder) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuilder) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// post gives an order at a control endpoint.
func post(t *testing.T, url, path, body string) {
	t.Helper()
	response, err := http.Post(url+"/_simulator/"+path, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s", path, body, response.Status)
	}
}

// as is an SDK's configuration for an account's administrator.
func as(url, account, region string) aws.Config {
	return aws.Config{
		Region: region, BaseEndpoint: &url, Credentials: credentials.NewStaticCredentialsProvider(account, "simulated", ""),
	}
}

// The settings and the Regions are those that were asked for.
func TestTheSimulatorTakesSettingsAndRegions(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "settings.yaml")
	text, err := os.ReadFile("../../infra/settings.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte("BackupVaultName: farvault-local"), []byte("BackupVaultName: farvault-mine"))
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	vaults := func(region string, arguments ...string) (found []string) {
		url, said := serving(t, arguments...)
		post(t, url, "clock", `{"advance":"1h"}`)
		client := backup.NewFromConfig(as(url, "333344445555", region))
		out, err := client.ListBackupVaults(t.Context(), &backup.ListBackupVaultsInput{})
		if err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		for _, v := range out.BackupVaultList {
			found = append(found, *v.BackupVaultName)
		}
		return found
	}
	mine := vaults("eu-central-1", "--settings", file, "--regions", "eu-west-1,eu-central-1", "--seed", "one")
	if !slices.Equal(mine, []string{"farvault-mine"}) {
		t.Errorf("vaults %v", mine)
	}
}

// The same seed gives the same ids to the same calls, another seed others.
func TestASeedMakesTheIds(t *testing.T) {
	t.Parallel()
	key := func(seed string) string {
		url, _ := serving(t, "--bare", "123456789012", "--seed", seed)
		out, err := kms.NewFromConfig(as(url, "123456789012", "eu-west-1")).CreateKey(t.Context(), &kms.CreateKeyInput{})
		if err != nil {
			t.Fatal(err)
		}
		return *out.KeyMetadata.KeyId
	}
	if one, again, two := key("one"), key("one"), key("two"); one != again || one == two {
		t.Errorf("the seed one gives %s and %s, two gives %s", one, again, two)
	}
}

// A bare simulator is one account, and begins anew on request.
func TestTheBareSimulatorBeginsAnew(t *testing.T) {
	t.Parallel()
	url, _ := serving(t, "--bare", "123456789012")
	client := backup.NewFromConfig(as(url, "123456789012", "eu-west-1"))
	made := func() int {
		out, err := client.ListBackupVaults(t.Context(), &backup.ListBackupVaultsInput{})
		if err != nil {
			t.Fatal(err)
		}
		return len(out.BackupVaultList)
	}
	if _, err := client.CreateBackupVault(t.Context(), &backup.CreateBackupVaultInput{BackupVaultName: aws.String("mine")}); err != nil {
		t.Fatal(err)
	}
	before := made()
	post(t, url, "reset", ``)
	if after := made(); before != 1 || after != 0 {
		t.Errorf("%d vaults before, %d after", before, after)
	}
}

// What the simulator prints for a person can be pasted: credentials of the central account, with both spellings of the
// Region.
func TestTheSimulatorPrintsExports(t *testing.T) {
	t.Parallel()
	url, said := serving(t)
	for _, words := range []string{
		"export AWS_ENDPOINT_URL=" + url + " AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1",
		"export AWS_ACCESS_KEY_ID=111122223333 AWS_SECRET_ACCESS_KEY=simulated AWS_SESSION_TOKEN=",
	} {
		if !strings.Contains(said, words) {
			t.Errorf("not said: %s", words)
		}
	}
}

func TestTheSimulatorRefusesWhatItCannotDeploy(t *testing.T) {
	t.Parallel()
	wrong := filepath.Join(t.TempDir(), "settings.yaml")
	if err := os.WriteFile(wrong, []byte("NoSuchThing: true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for words, arguments := range map[string][]string{
		"must be an account id of 12 digits": {"--bare", "12345"},
		"NoSuchThing":                        {"--settings", wrong},
	} {
		var said strings.Builder
		code := cli.Run(context.Background(), append([]string{"simulator", "--listen", "127.0.0.1:0"}, arguments...), cli.Streams{Out: io.Discard, Err: &said})
		if code == 0 || !strings.Contains(said.String(), words) {
			t.Errorf("%v: exit status %d: %s", arguments, code, said.String())
		}
	}
}
