package wire

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A form of an exchange is kept once, whatever its numbers, ids and tokens are; one that had no answer is not.
func TestTheRecordingHasEachFormOnce(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "record")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{file: file, seen: map[string]bool{}}
	for _, body := range []string{`{"KeyId":"1234abcd"}`, `{"KeyId":"99"}`, `{"KeyId":"alias/x"}`} {
		r.keep(Exchange{Service: "kms", Operation: "DescribeKey", Status: 200, RequestBody: []byte(body)})
	}
	r.keep(Exchange{Service: "kms", Operation: "DescribeKey", RequestBody: []byte("cut off")})
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines, want 2:\n%s", len(lines), text)
	}
	var first Exchange
	if err := json.Unmarshal([]byte(lines[0]), &first); err != nil || string(first.RequestBody) != `{"KeyId":"1234abcd"}` {
		t.Errorf("%+v, %v", first, err)
	}
}
