package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// evaluate runs the command over lines of input.
func evaluate(t *testing.T, input string) (answers []string, err error) {
	t.Helper()
	var out, complaints bytes.Buffer
	err = policyEvaluateCommand{JSONL: true}.Run(Streams{In: strings.NewReader(input), Out: &out, Err: &complaints})
	return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n"), err
}

const (
	reader   = `"principal":"arn:aws:iam::111122223333:role/reader","principalAccount":"111122223333"`
	describe = `"action":"kms:DescribeKey","resource":"arn:aws:kms:eu-west-1:111122223333:key/k","resourceAccount":"111122223333"`
	anything = `{"Version":"2012-10-17","Statement":[{"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"}]}`
	keyTrust = `{"Version":"2012-10-17","Statement":[{"Sid":"Root","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}]}`
	noKMS    = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"kms:*","Resource":"*"}]}`
	inRegion = `{"Version":"2012-10-17","Statement":[{"Sid":"Here","Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":["b"]},"Bool":{"aws:SecureTransport":"true"}}}]}`
)

func TestEachLineIsJudgedByThePoliciesInIt(t *testing.T) {
	t.Parallel()
	for law, c := range map[string]struct{ in, want string }{
		"a key trusts its account, which trusts the role": {
			`{"id":"a",` + reader + `,` + describe + `,"identityPolicies":[` + anything + `],"resourcePolicy":` + keyTrust + `}`,
			`{"id":"a","decision":"Allowed","by":{"kind":"identity-based policy","statement":"All"}}`,
		},
		"null policies are no policies": {
			`{"id":7,` + reader + `,` + describe + `,"context":null,"identityPolicies":null,"permissionsBoundary":null,"sessionPolicy":null,"resourcePolicy":null,"serviceControlPolicies":null,"resourceControlPolicies":null}`,
			`{"id":7,"decision":"ImplicitlyDenied","by":{"kind":"resource-based policy"}}`,
		},
		"every level of service control policies must allow": {
			`{"id":"c",` + reader + `,` + describe + `,"identityPolicies":[` + anything + `],"resourcePolicy":` + keyTrust + `,"serviceControlPolicies":[[` + anything + `],[` + noKMS + `,` + anything + `]]}`,
			`{"id":"c","decision":"ExplicitlyDenied","by":{"kind":"service control policy","statement":"document 2 statement 1"}}`,
		},
		"a session policy limits": {
			`{"id":"d",` + reader + `,` + describe + `,"identityPolicies":[` + anything + `],"resourcePolicy":` + keyTrust + `,"sessionPolicy":{"Version":"2012-10-17","Statement":[]}}`,
			`{"id":"d","decision":"ImplicitlyDenied","by":{"kind":"session policy"}}`,
		},
		"a boundary limits": {
			`{"id":"e",` + reader + `,` + describe + `,"identityPolicies":[` + anything + `],"resourcePolicy":` + keyTrust + `,"permissionsBoundary":` + noKMS + `}`,
			`{"id":"e","decision":"ExplicitlyDenied","by":{"kind":"permissions boundary","statement":"statement 1"}}`,
		},
		"a resource control policy limits": {
			`{"id":"f",` + reader + `,` + describe + `,"identityPolicies":[` + anything + `],"resourcePolicy":` + keyTrust + `,"resourceControlPolicies":[[{"Version":"2012-10-17","Statement":[{"Sid":"No","Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}]}]]}`,
			`{"id":"f","decision":"ExplicitlyDenied","by":{"kind":"resource control policy","statement":"No"}}`,
		},
		"a context value is a string, a list, or a bare boolean": {
			`{"id":"g",` + reader + `,"action":"kms:ListKeys","resource":"*","resourceAccount":"111122223333","context":{"aws:TagKeys":["a","b"],"aws:SecureTransport":true,"aws:SourceIp":null},"identityPolicies":[` + inRegion + `]}`,
			`{"id":"g","decision":"Allowed","by":{"kind":"identity-based policy","statement":"Here"}}`,
		},
		"a line of a megabyte": {
			`{"id":"m",` + reader + `,` + describe + `,"context":{"aws:TagKeys":["` + strings.Repeat("k", 1<<20) + `"]},"identityPolicies":[` + anything + `],"resourcePolicy":` + keyTrust + `}`,
			`{"id":"m","decision":"Allowed","by":{"kind":"identity-based policy","statement":"All"}}`,
		},
		"NotPrincipal with Allow is not known": {
			`{"id":"n",` + reader + `,"action":"sqs:SendMessage","resource":"q","resourceAccount":"111122223333","resourcePolicy":{"Version":"2012-10-17","Statement":[{"Sid":"But","Effect":"Allow","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/eve"},"Action":"*","Resource":"*"}]}}`,
			`{"id":"n","decision":"ImplicitlyDenied","by":{"kind":"resource-based policy"},"unknown":["resource-based policy, But: NotPrincipal with Allow: not supported by AWS"]}`,
		},
		"a condition on a key that is missing does not hold": {
			`{"id":"k",` + reader + `,"action":"sqs:SendMessage","resource":"q","resourceAccount":"111122223333","identityPolicies":[` + inRegion + `]}`,
			`{"id":"k","decision":"ImplicitlyDenied","by":{"kind":"identity-based policy"}}`,
		},
		"what is not known is said": {
			`{"id":"h",` + reader + `,"action":"kms:ListKeys","resource":"*","identityPolicies":[{"Version":"2012-10-17","Statement":[{"Sid":"Odd","Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringSounds":{"aws:SourceIp":"x"}}}]}]}`,
			`{"id":"h","decision":"ImplicitlyDenied","by":{"kind":"identity-based policy"},"unknown":["identity-based policy, Odd: condition StringSounds aws:SourceIp: no such operator is known"]}`,
		},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			answers, err := evaluate(t, c.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{c.want}, answers); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestABadLineNamesItsFieldAndTheRestIsJudged(t *testing.T) {
	t.Parallel()
	good := `{"id":"good",` + reader + `,` + describe + `}`
	for law, c := range map[string]struct{ in, want string }{
		"no JSON":               {`{`, `the JSON ends too early`},
		"no principal":          {`{"id":"x",` + describe + `}`, `principal is missing`},
		"no operation":          {`{"id":"x",` + reader + `,"action":"kms"}`, `action must be service:Operation, not "kms"`},
		"no document":           {`{"id":"x",` + reader + `,` + describe + `,"identityPolicies":[` + anything + `,7]}`, `identityPolicies[1]`},
		"a level's document":    {`{"id":"x",` + reader + `,` + describe + `,"serviceControlPolicies":[[],[{"Statement":[{"Effect":"Maybe"}]}]]}`, `serviceControlPolicies[1][0]`},
		"a list, not a level":   {`{"id":"x",` + reader + `,` + describe + `,"resourceControlPolicies":[{}]}`, `resourceControlPolicies`},
		"an object in context":  {`{"context":{"aws:SourceIp":{}},"id":"x",` + reader + `,` + describe + `}`, `a value must be a string or a list of strings, not {}`},
		"a line without end":    {`{"id":"long","principal":"` + strings.Repeat("x", maxPolicyLine) + `"}`, `the line is longer than 4194304 bytes`},
		"a string for a list":   {`{"identityPolicies":"*","id":"x",` + reader + `,` + describe + `}`, `identityPolicies`},
		"an unknown element":    {`{"id":"x",` + reader + `,` + describe + `,"resourcePolicy":{"Statement":[{"Effect":"Allow","Principals":"*","Action":"*"}]}}`, `Principals`},
		"a repeated element":    {`{"id":"x",` + reader + `,` + describe + `,"sessionPolicy":{"Statement":[],"Statement":[]}}`, `sessionPolicy`},
		"a number as principal": {`{"principal":1,"id":"x",` + describe + `}`, `principal`},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			answers, err := evaluate(t, good+"\n\n"+c.in+"\n"+good+"\n")
			if wrong := (usage{}); !errors.As(err, &wrong) {
				t.Errorf("error %v, want wrong use: exit status 2", err)
			}
			if len(answers) != 3 {
				t.Fatalf("%d answers, want 3: %q", len(answers), answers)
			}
			var got misread
			if err := json.Unmarshal([]byte(answers[1]), &got); err != nil {
				t.Fatal(err)
			}
			if got.Line != 3 || !strings.Contains(got.Error, c.want) {
				t.Errorf("answered %s, want line 3 and %q", answers[1], c.want)
			}
			if strings.Contains(c.in, `"id":"x"`) && string(got.ID) != `"x"` {
				t.Errorf("id %s, want \"x\"", got.ID)
			}
			if diff := cmp.Diff(answers[0], answers[2]); diff != "" {
				t.Errorf("the same line is judged otherwise after a bad one: %s", diff)
			}
		})
	}
}

// FuzzPolicyEvaluate: whatever the input, each line that is not empty has one answer, which is JSON.
func FuzzPolicyEvaluate(f *testing.F) {
	f.Add(`{"id":1,` + reader + `,` + describe + `,"identityPolicies":[` + inRegion + `],"resourcePolicy":` + keyTrust + `}`)
	f.Add(`{"context":{"a":[1,null]},"serviceControlPolicies":[[` + noKMS + `]]}` + "\n\n[]\n")
	f.Fuzz(func(t *testing.T, input string) {
		answers, _ := evaluate(t, input)
		want := 0
		for _, line := range strings.Split(input, "\n") {
			if strings.TrimSpace(line) != "" {
				want++
			}
		}
		if want == 0 {
			return
		}
		if len(answers) != want {
			t.Fatalf("%d answers to %d lines", len(answers), want)
		}
		for _, a := range answers {
			if !json.Valid([]byte(a)) {
				t.Errorf("answered %q", a)
			}
		}
	})
}
