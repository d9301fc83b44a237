package policy_test

import (
	"testing"

	awspolicy "github.com/hashicorp/awspolicyequivalence"
	"pgregory.net/rapid"

	"farvault/shared/policy"
)

const grant = `{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":["kms:Decrypt","kms:DescribeKey"],"Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}]}`

func TestEqualComparesByMeaning(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		a, b string // empty a: the grant
		want bool
	}{
		"itself": {b: grant, want: true},
		"another Sid, Id and case of actions, operators and keys": {
			b:    `{"Version":"2012-10-17","Id":"x","Statement":[{"Sid":"B","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":["KMS:decrypt","kms:describekey"],"Resource":"*","Condition":{"stringequals":{"AWS:principalorgid":"o-a1b2c3d4e5"}}}]}`,
			want: true,
		},
		"order, lists of one, values given twice": {
			b:    `{"Statement":{"Effect":"Allow","Resource":["*"],"Principal":{"AWS":["arn:aws:iam::111122223333:root"]},"Action":["kms:DescribeKey","kms:Decrypt","kms:Decrypt"],"Condition":{"StringEquals":{"aws:PrincipalOrgID":["o-a1b2c3d4e5"]}}},"Version":"2012-10-17"}`,
			want: true,
		},
		"an account is its root": {
			b:    `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["111122223333"]},"Action":["kms:Decrypt","kms:DescribeKey"],"Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}]}`,
			want: true,
		},
		"another account":       {b: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":["kms:Decrypt","kms:DescribeKey"],"Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}]}`},
		"one action less":       {b: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}]}`},
		"without its condition": {b: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":["kms:Decrypt","kms:DescribeKey"],"Resource":"*"}]}`},
		"denied instead":        {a: `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`, b: `{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}`},
		"nothing is not all":    {a: `{"Statement":[]}`, b: `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`},
		"statements in another order, one of them twice": {
			a:    `{"Statement":[{"Effect":"Allow","Action":"a:B","Resource":"*"},{"Effect":"Deny","Action":"a:C","Resource":"*"}]}`,
			b:    `{"Statement":[{"Effect":"Deny","Action":"a:C","Resource":"*"},{"Effect":"Allow","Action":"a:B","Resource":"*"},{"Effect":"Deny","Action":"a:C","Resource":"*"}]}`,
			want: true,
		},
		"everyone in both spellings":    {a: `{"Statement":{"Effect":"Allow","Principal":"*"}}`, b: `{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"}}}`, want: true},
		"everyone is not the services":  {a: `{"Statement":{"Effect":"Allow","Principal":"*"}}`, b: `{"Statement":{"Effect":"Allow","Principal":{"Service":"*"}}}`},
		"principal is not its negation": {a: `{"Statement":{"Effect":"Deny","Principal":{"AWS":"111122223333"}}}`, b: `{"Statement":{"Effect":"Deny","NotPrincipal":{"AWS":"111122223333"}}}`},
		"resources keep their case":     {a: `{"Statement":{"Effect":"Allow","Action":"a:B","Resource":"arn:aws:s3:::Logs"}}`, b: `{"Statement":{"Effect":"Allow","Action":"a:B","Resource":"arn:aws:s3:::logs"}}`},
		"a wildcard covers what it matches": {
			a:    `{"Statement":{"Effect":"Allow","Action":["kms:*","kms:Decrypt"],"Resource":["arn:aws:s3:::a","arn:aws:s3:::a*","arn:aws:s3:::a?"]}}`,
			b:    `{"Statement":{"Effect":"Allow","Action":"kms:*","Resource":"arn:aws:s3:::a*"}}`,
			want: true,
		},
		"a question mark does not cover an asterisk": {
			a: `{"Statement":{"Effect":"Allow","Action":"a:B","Resource":["arn:aws:s3:::a?","arn:aws:s3:::a*"]}}`,
			b: `{"Statement":{"Effect":"Allow","Action":"a:B","Resource":"arn:aws:s3:::a?"}}`,
		},
		"a variable is covered by nothing but a wildcard": {
			a: `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"a:B","Resource":["a${*}","a${aws:username}"]}}`,
			b: `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"a:B","Resource":"a${*}"}}`,
		},
		"versions differ only where a variable stands": {
			a:    `{"Version":"2008-10-17","Statement":{"Effect":"Allow","Action":"a:B","Resource":"x"}}`,
			b:    `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"a:B","Resource":"x"}}`,
			want: true,
		},
		"a variable is text to the old version": {
			a: `{"Version":"2008-10-17","Statement":{"Effect":"Allow","Action":"a:B","Resource":"${aws:username}"}}`,
			b: `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"a:B","Resource":"${aws:username}"}}`,
		},
		"ArnEquals is ArnLike":           {a: cond(`{"ArnEquals":{"aws:SourceArn":"x"}}`), b: cond(`{"ArnLike":{"aws:SourceArn":"x"}}`), want: true},
		"ArnNotEquals is ArnNotLike":     {a: cond(`{"ArnNotEquals":{"aws:SourceArn":"x"}}`), b: cond(`{"ArnNotLike":{"aws:SourceArn":"x"}}`), want: true},
		"StringEquals is not StringLike": {a: cond(`{"StringEquals":{"k":"x"}}`), b: cond(`{"StringLike":{"k":"x"}}`)},
		"booleans have no case":          {a: cond(`{"Bool":{"k":true}}`), b: cond(`{"Bool":{"k":"True"}}`), want: true},
		"strings have":                   {a: cond(`{"StringEquals":{"k":"x"}}`), b: cond(`{"StringEquals":{"k":"X"}}`)},
		"but for IgnoreCase":             {a: cond(`{"StringEqualsIgnoreCase":{"k":"x"}}`), b: cond(`{"StringEqualsIgnoreCase":{"k":"X"}}`), want: true},
		"an empty condition is none":     {a: cond(`{}`), b: cond(`{"StringEquals":{}}`), want: true},
		"all keys must hold":             {a: cond(`{"StringEquals":{"k":"x","l":"y"}}`), b: cond(`{"StringEquals":{"k":"x"}}`)},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if tt.a == "" {
				tt.a = grant
			}
			a, b := policy.MustParse(tt.a), policy.MustParse(tt.b)
			if got := policy.Equal(a, b); got != tt.want {
				t.Errorf("Equal(%s, %s) = %t, want %t", a, b, got, tt.want)
			}
			if got := policy.Equal(b, a); got != tt.want {
				t.Errorf("Equal the other way round = %t, want %t", got, tt.want)
			}
			if missing, extra := policy.Differ(a, b); tt.want != (len(missing)+len(extra) == 0) {
				t.Errorf("Differ gives missing %v, extra %v of documents whose Equal is %t", missing, extra, tt.want)
			}
		})
	}
}

func cond(c string) string {
	return `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"a:B","Resource":"*","Condition":` + c + `}}`
}

func TestDifferShowsTheStatementsThatChanged(t *testing.T) {
	t.Parallel()
	kept := policy.Statement{Effect: policy.Deny, Action: policy.Values{"a:B"}, Resource: policy.Values{"*"}}
	want := policy.New(kept, policy.KeyCopyStatement("111122223333", "aws"))
	got := policy.New(policy.KeyCopyStatement("444455556666", "aws"), kept)
	missing, extra := policy.Differ(want, got)
	if len(missing) != 1 || len(extra) != 1 {
		t.Fatalf("missing %v, extra %v, want one each", missing, extra)
	}
	if len(want.Statement) != 2 || want.Statement[1].String() != missing[0].String() || extra[0].String() != got.Statement[0].String() {
		t.Errorf("missing %s, extra %s of %q", missing[0], extra[0], want)
	}
}

func TestEqualIsAnEquivalence(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := anyDocument().Draw(t, "a"), anyDocument().Draw(t, "b"), anyDocument().Draw(t, "c")
		if !policy.Equal(a, a) {
			t.Errorf("not equal to itself: %s", a)
		}
		if policy.Equal(a, b) != policy.Equal(b, a) {
			t.Errorf("not symmetric: %s and %s", a, b)
		}
		if policy.Equal(a, b) && policy.Equal(b, c) && !policy.Equal(a, c) {
			t.Errorf("not transitive: %s, %s, %s", a, b, c)
		}
	})
}

// What another implementation takes for structurally the same, means the same.
func TestEqualAgreesWithStructuralEquivalence(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyDocument().Draw(t, "a")
		b := policy.Document{Version: a.Version, ID: a.ID, Statement: rapid.Permutation(a.Statement).Draw(t, "statements")}
		same, err := awspolicy.PoliciesAreEquivalent(a.String(), b.String())
		if err != nil || !same {
			t.Fatalf("the oracle on a permutation: %t, %v", same, err)
		}
		if !policy.Equal(a, b) {
			t.Errorf("not equal: %s and %s", a, b)
		}
	})
}

// Documents that are equal judge every request alike.
func TestEqualDocumentsDecideAlike(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, r := anyDocument().Draw(t, "a"), anyRequest().Draw(t, "request")
		b := rewritten(t, a)
		if !policy.Equal(a, b) {
			t.Fatalf("not equal: %s and %s", a, b)
		}
		got, want := policy.Evaluate(r, policy.Set{Resource: &b}), policy.Evaluate(r, policy.Set{Resource: &a})
		if got.Decision != want.Decision {
			t.Errorf("%s decides %s, %s decides %s of %+v", a, want.Decision, b, got.Decision, r)
		}
	})
}
