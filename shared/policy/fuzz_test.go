package policy_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"farvault/shared/policy"
)

func TestParseReadsWhatStringPrints(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDocument().Draw(t, "document")
		got, err := policy.Parse(d.String())
		if err != nil {
			t.Fatalf("parse %s: %v", d, err)
		}
		if diff := cmp.Diff(d, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("Parse(String()) (-want +got):\n%s", diff)
		}
	})
}

// readAlike fails where Parse reads a text in another way than the plain one, or says something else against it.
func readAlike(t interface {
	Helper()
	Errorf(format string, args ...any)
}, text string) {
	t.Helper()
	got, err := policy.Parse(text)
	want, plainErr := policy.ParsePlainly(text)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%q (-plain +got):\n%s", text, diff)
	}
	if fmt.Sprint(err) != fmt.Sprint(plainErr) {
		t.Errorf("%q: %v, plainly: %v", text, err, plainErr)
	}
}

// Documents as people lay them out, and what a slip of the keyboard makes of them.
func TestParseReadsWhatThePlainOneDoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := anyDocument().Draw(t, "document").String()
		if rapid.Bool().Draw(t, "on lines") {
			var laid bytes.Buffer
			if err := json.Indent(&laid, []byte(text), " \t", " \r"); err != nil {
				t.Fatal(err)
			}
			text = laid.String()
		}
		for range rapid.IntRange(0, 3).Draw(t, "slips") {
			at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
			slip := rapid.SampledFrom([]string{"", "\"", "\\", "{", "}", "[", "]", ",", ":", " ", "\n", "\\u0041", "é", "\xff", "1", "null"}).Draw(t, "slip")
			text = text[:at] + slip + text[at+rapid.IntRange(0, 1).Draw(t, "over"):]
		}
		readAlike(t, text)
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		policy.VaultAccess("o-a1b2c3d4e5").String(), policy.LocalVaultKey("aws", own, central).String(),
		`{"Statement":{"Effect":"Deny","NotPrincipal":{"AWS":"*"},"NotAction":["a:B"],"NotResource":[],"Condition":{"Bool":{"k":[true,1.5e3]}}}}`,
		"{\"Statement\":[{\n}]}", "[", "{\"\\u0000\":", "\xff", "%7B",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		readAlike(t, text)
		d, err := policy.ParseEscaped(text)
		if err != nil {
			return
		}
		again, err := policy.Parse(d.String())
		if err != nil {
			t.Fatalf("printed %s, which does not parse: %v", d, err)
		}
		if again.String() != d.String() || !policy.Equal(again, d) {
			t.Errorf("printed %s, read %s", d, again)
		}
	})
}

// Evaluate judges in what it has judged others in, from many goroutines at once: no answer is another's.
func TestEvaluateAnswersWhatThePlainOneDoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		type asked struct {
			request policy.Request
			set     policy.Set
		}
		var all []asked
		for range rapid.IntRange(1, 4).Draw(t, "requests") {
			r := anyRequest().Draw(t, "request")
			if rapid.Bool().Draw(t, "key in two cases") {
				r.Context["AWS:username"], r.Context["aws:USERNAME"] = []string{"k"}, []string{"bob"}
			}
			all = append(all, asked{r, anySet().Draw(t, "set")})
		}
		got := make([]policy.Verdict, len(all))
		var wait sync.WaitGroup
		for i, a := range all {
			wait.Go(func() { got[i] = policy.Evaluate(a.request, a.set) })
		}
		wait.Wait()
		for i, a := range all {
			if diff := cmp.Diff(policy.Plainly(a.request, a.set), got[i]); diff != "" {
				t.Errorf("of %+v (-plain +got):\n%s", a.request, diff)
			}
		}
	})
}

func FuzzEvaluate(f *testing.F) {
	f.Add(policy.VaultAccess("o-a1b2c3d4e5").String(), user, "backup:CopyIntoBackupVault", key, "aws:PrincipalOrgID", "o-a1b2c3d4e5")
	f.Add(serviceLinked.String(), session, "kms:CreateGrant", key, "kms:ViaService", "ec2.eu-west-1.amazonaws.com")
	f.Add(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"*","Resource":"${k, '${'}","Condition":{"DateLessThan":{"k":"1e999"}}}}`, "::::::", "", "", "k", "NaN")
	f.Fuzz(func(t *testing.T, text, principal, action, resource, key, value string) {
		d, err := policy.Parse(text)
		if err != nil {
			return
		}
		r := policy.Request{Principal: principal, PrincipalAccount: own, Action: action, Resource: resource, ResourceAccount: own, Context: map[string][]string{key: {value}}}
		set := policy.Set{Identity: []policy.Document{d}, PermissionsBoundary: &d, Session: &d, Resource: &d, SCPs: [][]policy.Document{{d}}, RCPs: [][]policy.Document{{d}}}
		first := policy.Evaluate(r, set)
		for _, second := range []policy.Verdict{policy.Evaluate(r, set), policy.Plainly(r, set)} {
			if diff := cmp.Diff(first, second); diff != "" {
				t.Errorf("two verdicts of one request (-first +second):\n%s", diff)
			}
		}
		if first.Decision == policy.Allowed && len(first.Unknown) > 0 {
			t.Errorf("allowed, and yet unknown: %+v", first)
		}
	})
}
