package policy_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/policy"
)

func TestParseReadsWhatAWSAccepts(t *testing.T) {
	t.Parallel()
	decrypt := policy.Statement{Effect: policy.Allow, Action: policy.Values{"kms:Decrypt"}, Resource: policy.Values{"*"}}
	tests := map[string]struct {
		text string
		want policy.Document
	}{
		"a single statement needs no list": {
			text: `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"}}`,
			want: policy.New(decrypt),
		},
		"a list of one is the one": {
			text: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["kms:Decrypt"],"Resource":["*"]}]}`,
			want: policy.New(decrypt),
		},
		"without a Version there is none": {
			text: `{"Id":"key-default-1","Statement":[{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"}]}`,
			want: policy.Document{ID: "key-default-1", Statement: []policy.Statement{decrypt}},
		},
		"condition values may be booleans and numbers": {
			text: `{"Statement":{"Effect":"Deny","NotAction":"a:B","NotResource":"*","Condition":{"Bool":{"aws:SecureTransport":false},"NumericLessThan":{"s3:max-keys":[10,"20"]}}}}`,
			want: policy.Document{Statement: []policy.Statement{{
				Effect: policy.Deny, NotAction: policy.Values{"a:B"}, NotResource: policy.Values{"*"},
				Condition: policy.Condition{"Bool": {"aws:SecureTransport": {"false"}}, "NumericLessThan": {"s3:max-keys": {"10", "20"}}},
			}}},
		},
		"everyone is a kind of principal of its own": {
			text: `{"Statement":{"Effect":"Allow","Principal":"*"}}`,
			want: policy.Document{Statement: []policy.Statement{{Effect: policy.Allow, Principal: policy.Everyone()}}},
		},
		"principals are read by kind": {
			text: `{"Statement":{"Effect":"Deny","NotPrincipal":{"AWS":["111122223333"],"Service":"backup.amazonaws.com"}}}`,
			want: policy.Document{Statement: []policy.Statement{{Effect: policy.Deny, NotPrincipal: policy.Principal{
				policy.AWSPrincipal: {"111122223333"}, policy.ServicePrincipal: {"backup.amazonaws.com"},
			}}}},
		},
		"no statements at all": {text: ` {"Statement": [ ]} `, want: policy.Document{Statement: []policy.Statement{}}},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			got, err := policy.Parse(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Parse (-want +got):\n%s", diff)
			}
			again, err := policy.Parse(got.String())
			if err != nil {
				t.Fatalf("parse of %s: %v", got, err)
			}
			if diff := cmp.Diff(got, again); diff != "" {
				t.Errorf("Parse(String()) (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseNamesThePlaceOfAMistake(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"nothing":               {"", "line 1: want a JSON object, not nothing"},
		"a list":                {"\n[1]", "line 2: want a JSON object, not [1]"},
		"broken JSON":           {"{\n\"Version\": \"2012-10-17\",\n# why\n}", "line 3: not JSON: invalid character '#' looking for beginning of object key string"},
		"cut off":               {`{"Version":"2012-10-17",`, "line 1: not JSON: unexpected EOF"},
		"text behind the end":   {"{\"Statement\":[]}\n\nx", "line 3: text after the end of the document: x"},
		"no statement":          {"{}", "line 1: Statement: is missing"},
		"unknown element":       {"{\"Statement\":[],\n\"Rules\":1}", "line 2: Rules: is no element of a policy document"},
		"unknown version":       {`{"Version":"2024-01-01","Statement":[]}`, `line 1: Version: must be 2012-10-17 or 2008-10-17, not "2024-01-01"`},
		"element given twice":   {`{"Version":"2012-10-17","Version":"2008-10-17","Statement":[]}`, "line 1: Version: is given twice"},
		"effect in lower case":  {"{\"Statement\":[{\"Effect\":\"Allow\"},\n{\"Effect\":\"allow\"}]}", `line 2: statement 2: Effect: must be Allow or Deny, not "allow"`},
		"no effect":             {`{"Statement":{"Action":"*"}}`, `line 1: statement 1: Effect: must be Allow or Deny, not ""`},
		"misspelled element":    {"{\"Statement\":[{\n\"Effect\":\"Allow\",\n\"Actions\":\"*\"}]}", "line 3: statement 1: Actions: is no element of a statement"},
		"action is a number":    {`{"Statement":{"Effect":"Allow","Action":1}}`, "line 1: statement 1: Action: want a string or a list of strings, not 1"},
		"action in an action":   {`{"Statement":{"Effect":"Allow","Action":[["a:B"]]}}`, `line 1: statement 1: Action: want a string or a list of strings, not ["a:B"]`},
		"action and not action": {`{"Statement":{"Effect":"Allow","Action":"*","NotAction":"a:B"}}`, "line 1: statement 1: Action: is given beside NotAction"},
		"principal is a name":   {`{"Statement":{"Effect":"Allow","Principal":"111122223333"}}`, `line 1: statement 1: Principal: want "*" or an object, not "111122223333"`},
		"principal of no kind":  {`{"Statement":{"Effect":"Allow","Principal":{"Account":"1"}}}`, `line 1: statement 1: Principal: "Account" is no kind of principal (AWS, Service, Federated, CanonicalUser)`},
		"principal is nobody":   {`{"Statement":{"Effect":"Allow","Principal":{"AWS":[]}}}`, "line 1: statement 1: Principal: names nobody"},
		"condition value":       {`{"Statement":{"Effect":"Allow","Condition":{"StringEquals":{"aws:SourceArn":{}}}}}`, "line 1: statement 1: Condition.StringEquals.aws:SourceArn: want a string, boolean or number, or a list of them, not {}"},
		"condition is a list":   {`{"Statement":{"Effect":"Allow","Condition":[]}}`, "line 1: statement 1: Condition: want a JSON object, not []"},
		"sid is null":           {`{"Statement":{"Effect":"Allow","Sid":null}}`, "line 1: statement 1: Sid: want a string, not null"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			_, err := policy.Parse(tt.text)
			var syntax *policy.SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("Parse: got error %v, want a *SyntaxError", err)
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseEscapedReadsIAMsEncoding(t *testing.T) {
	t.Parallel()
	want := policy.New(policy.Statement{Effect: policy.Allow, Action: policy.Values{"sqs:*"}, Resource: policy.Values{"arn:aws:sqs:*:*:a+b%c"}})
	for law, text := range map[string]string{
		"percent-encoded":            url.PathEscape(want.String()),
		"plain":                      want.String(),
		"a plus sign stands as such": "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22sqs%3A*%22%2C%22Resource%22%3A%22arn%3Aaws%3Asqs%3A*%3A*%3Aa+b%25c%22%7D%5D%7D",
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			got, err := policy.ParseEscaped(text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("ParseEscaped (-want +got):\n%s", diff)
			}
		})
	}
	if _, err := policy.ParseEscaped("%zz"); err == nil {
		t.Error("ParseEscaped of broken encoding: got no error")
	}
}

func TestDocumentsTravelInsideOtherJSON(t *testing.T) {
	t.Parallel()
	type envelope struct {
		Policy    policy.Document
		Statement policy.Statement
	}
	want := envelope{Policy: policy.VaultAccess("o-a1b2c3d4e5"), Statement: policy.KeyCopyStatement("111122223333", "aws")}
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got envelope
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("round trip (-want +got):\n%s", diff)
	}
	if got := (policy.Document{}).String(); got != `{"Statement":[]}` {
		t.Errorf("an empty document prints as %s", got)
	}
}
