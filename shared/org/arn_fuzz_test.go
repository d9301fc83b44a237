package org_test

import (
	"strings"
	"testing"

	"farvault/shared/org"
)

// FuzzParseARN: what is an ARN is put together again as it was, and its name is the end of its resource.
func FuzzParseARN(f *testing.F) {
	f.Add("arn:aws:backup:eu-west-1:444455556666:backup-vault:farvault")
	f.Fuzz(func(t *testing.T, text string) {
		arn, err := org.ParseARN(text)
		if err != nil {
			if arn != (org.ARN{}) || err.Error() == "" {
				t.Errorf("refused with %+v, %v", arn, err)
			}
			return
		}
		if arn.String() != text {
			t.Errorf("%q is put together as %q", text, arn)
		}
		if arn.Service == "" || arn.Resource == "" || !strings.HasSuffix(arn.Resource, arn.Name()) {
			t.Errorf("%q is %+v with the name %q", text, arn, arn.Name())
		}
	})
}

// FuzzPath: an account's path holds its parent and every unit that it was made of.
func FuzzPath(f *testing.F) {
	f.Add("o-a1b2c3d4e5", "r-ab12", "ou-ab12-11111111")
	f.Fuzz(func(t *testing.T, organization, root, unit string) {
		if strings.Contains(organization+root+unit, "/") || root == "" || unit == "" {
			return
		}
		path := org.NewPath(organization, root, unit)
		if path.Parent() != unit || !path.Contains(root) || !path.Contains(unit) || path.Contains("") {
			t.Errorf("%q: parent %q", path, path.Parent())
		}
	})
}
