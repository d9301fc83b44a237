package ledger

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"farvault/shared/account"
	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/chain"
	"farvault/shared/coverage"
)

// records are the kinds of what the table keeps.
var records = []func(text []byte) (written []byte, err error){
	rewritten[alert.Record], rewritten[account.Record], rewritten[chain.Breaker], rewritten[catalog.Diagnosis],
	rewritten[coverage.Record], rewritten[alert.Issues], rewritten[alert.Pace], rewritten[open], rewritten[claim],
	rewritten[newcomers],
}

// rewritten is a record as it is written after it was read.
func rewritten[T any](text []byte) ([]byte, error) {
	var v T
	if err := (item{body: text}).into(&v); err != nil {
		return nil, err
	}
	written, err := json.Marshal(v)
	if err != nil {
		panic(err) // what was read can be written
	}
	return written, nil
}

// FuzzRecord: what can be read of the table can be written, and read again as the same.
func FuzzRecord(f *testing.F) {
	f.Add([]byte(`{"changes":["a"],"putBack":[{"line":"x"}],"account_at_fault":"source"}`), uint8(1))
	f.Fuzz(func(t *testing.T, text []byte, kind uint8) {
		read := records[int(kind)%len(records)]
		once, err := read(text)
		if err != nil {
			return
		}
		twice, err := read(once)
		if diff := cmp.Diff(string(once), string(twice)); err != nil || diff != "" {
			t.Errorf("%s: %v (-once +twice):\n%s", text, err, diff)
		}
	})
}

// FuzzItem: an item is read back from its attributes as it was written, and attributes of other kinds are refused.
func FuzzItem(f *testing.F) {
	f.Add("group#a", int64(3), []byte(`{}`), int64(1772442000000), int64(7), int64(1772442000))
	f.Fuzz(func(t *testing.T, key string, version int64, body []byte, until, token, expires int64) {
		it := item{key: key, version: version, body: body}
		if lease := time.UnixMilli(until).UTC(); !lease.IsZero() && until != 0 {
			it.lease = alert.Lease{Until: lease, Token: token}
		}
		if ttl := time.Unix(expires, 0).UTC(); !ttl.IsZero() && expires != 0 {
			it.expires = ttl
		}
		attrs := encode(it)
		got, err := decode(attrs)
		want := it
		want.version++
		same := cmp.Options{cmp.AllowUnexported(item{}), cmpopts.EquateEmpty()}
		if diff := cmp.Diff(want, got, same); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		attrs[attrBody] = number(version)
		if _, err := decode(attrs); err == nil {
			t.Error("a body that is a number is taken")
		}
	})
}

// FuzzUnpack: what the table keeps of an account's coverage is unpacked as it was packed, and what is no such thing is
// refused.
func FuzzUnpack(f *testing.F) {
	f.Add([]byte("\x1f\x8b"), "vol-1")
	f.Fuzz(func(t *testing.T, packed []byte, name string) {
		if r, err := (coverageRows{packed}).unpack(); err == nil {
			if _, err := pack(r); err != nil {
				t.Errorf("unpacked, and not packed again: %v", err)
			}
		}
		rows, err := pack(coverage.Record{Account: "222233334444", Resources: []coverage.Resource{{ARN: name}}})
		if err != nil {
			t.Fatal(err)
		}
		got, err := rows.unpack()
		valid, _ := json.Marshal(name)
		var want string
		_ = json.Unmarshal(valid, &want)
		if err != nil || len(got.Resources) != 1 || got.Resources[0].ARN != want {
			t.Errorf("%q is kept as %+v, %v", name, got, err)
		}
	})
}
