package kernel

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"farvault/shared/policy"
)

// keyOf is a key policy as an account has it: its own id in one statement, and the rest as everywhere.
func keyOf(account int) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[
		{"Sid":"Own","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%012d:root"},"Action":["kms:*"],"Resource":"*"},
		{"Sid":"Copy","Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":["kms:Decrypt","kms:Encrypt"],"Resource":"*",
			"Condition":{"Bool":{"kms:GrantIsForAWSResource":"true"}}}]}`, account)
}

// What a document says is what policy.Parse reads, whatever was read before it; what two accounts say alike is one.
func TestDocumentsShareWhatIsAlike(t *testing.T) {
	t.Parallel()
	var a Alike
	var all []policy.Document
	for account := range 3 * mostDocuments {
		d, err := a.Document(keyOf(account))
		want, _ := policy.Parse(keyOf(account))
		if err != nil || !reflect.DeepEqual(d, want) {
			t.Fatalf("account %d has %s, want %s: %v", account, d, want, err)
		}
		all = append(all, d)
	}
	first, last := all[0].Statement[1], all[len(all)-1].Statement[1]
	if &first.Action[0] != &last.Action[0] || reflect.ValueOf(first.Condition).Pointer() != reflect.ValueOf(last.Condition).Pointer() {
		t.Error("two accounts have two of what they say alike")
	}
	if len(a.documents) > mostDocuments || len(a.parts) > mostParts {
		t.Errorf("keeps %d documents and %d parts", len(a.documents), len(a.parts))
	}
	if _, err := a.Document(`{"Statement":1}`); err == nil {
		t.Error("reads what is no document")
	}
}

// An empty list, none at all and a list of one that has a line break are three things.
func TestPartsAreToldApart(t *testing.T) {
	t.Parallel()
	var a Alike
	for _, text := range []string{
		`{"Statement":[{"Effect":"Allow","Action":["a:b","a:c"],"Resource":"*"}]}`,
		`{"Statement":[{"Effect":"Allow","Action":"a:b\na:c","Resource":"*"}]}`,
		`{"Statement":[{"Effect":"Allow","NotAction":["a:b","a:c"],"Principal":{"AWS":"*"}}]}`,
		`{"Statement":[{"Effect":"Allow","Action":["a:b","a:c"],"Principal":"*"}]}`,
		`{"Statement":[{"Effect":"Deny","Action":"*","Condition":{"StringLike":{"k":["x","y"]}}}]}`,
		`{"Statement":[{"Effect":"Deny","Action":"*","Condition":{"StringLike":{"k":"x\ny"}}}]}`,
	} {
		got, err := a.Document(text)
		if want := policy.MustParse(text); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is read as %s: %v", text, got, err)
		}
	}
}

func TestTextsDoNotKeepWhatTheyWerePartOf(t *testing.T) {
	t.Parallel()
	var a Alike
	header := "Credential=ASIA/20260302/eu-west-1/backup/aws4_request"
	region := a.Text(header[25:34])
	again := a.Text(strings.Clone("eu-west-1"))
	if region != "eu-west-1" || unsafe.StringData(region) == unsafe.StringData(header[25:]) ||
		unsafe.StringData(region) != unsafe.StringData(again) {
		t.Errorf("%q is a part of the header, or is there twice", region)
	}
	if long := strings.Repeat("x", longestText+1); a.Text(long) != long || len(a.texts) > 1 {
		t.Error("keeps a long text")
	}
	for i := range 2 * mostTexts {
		a.Text(fmt.Sprint(i))
	}
	if len(a.texts) > mostTexts {
		t.Errorf("keeps %d texts", len(a.texts))
	}
}

func TestInputsAreWhatTheyWere(t *testing.T) {
	t.Parallel()
	type inner struct{ Key, Value string }
	type input struct {
		Name   string
		Many   []inner
		Tags   map[string]string
		Lists  map[string][]string
		At     *Time
		None   map[string]string
		Bytes  []byte
		Any    any
		Nested *inner
	}
	make := func() *input {
		now := At(New(clockStart).Clock.Now())
		return &input{
			Name: "n", Many: []inner{{"a", "b"}}, Tags: map[string]string{"k": "v"}, Lists: map[string][]string{"k": {"x", ""}},
			At: &now, Bytes: []byte("b"), Any: "any", Nested: &inner{"c", "d"},
		}
	}
	var a Alike
	got := make()
	a.input(reflect.ValueOf(got))
	if want := make(); !reflect.DeepEqual(got, want) {
		t.Errorf("is now %+v, was %+v", got, want)
	}
}
