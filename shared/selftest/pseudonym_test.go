package selftest_test

import (
	"testing"

	"farvault/shared/selftest"
)

func TestWhatIdentifiesIsReplaced(t *testing.T) {
	t.Parallel()
	p := selftest.NewPseudonyms("payments", "payments-prod")
	for _, tt := range []struct{ text, want string }{
		{"account 111122223333 and 222233334444", "account account-1 and account-2"},
		{"111122223333 again", "account-1 again"},
		{"a copy from arn:aws:backup:eu-west-1:222233334444:backup-vault:secret shows", "a copy from arn:aws:backup:eu-west-1:account-2:backup-vault:name-1 shows"},
		{"arn:aws:iam::111122223333:role/farvault/reader,", "arn:aws:iam::account-1:role/name-2,"},
		{"arn:aws:s3:::bucket", "arn:aws:s3:::name-3"},
		{"payments-prod, then payments", "name-4, then name-5"},
		{"o-a1b2c3d4e5, ou-ab12-11111111, vol-0123456789abcdef0", "organization-1, unit-1, id-1"},
		{"RequestID: 3F2504E0-4F89-11D3-9A0C-0305E82C3301", "RequestID: id-2"},
		{"who@example.com", "mail-1"},
		{"AccessDenied in eu-west-1: UnrecognizedClientException", "AccessDenied in eu-west-1: UnrecognizedClientException"},
		{"{accountId: string, joinedMethod: string}", "{accountId: string, joinedMethod: string}"},
	} {
		if got := p.Text(tt.text); got != tt.want {
			t.Errorf("%q is %q, want %q", tt.text, got, tt.want)
		}
	}
}
