package settings_test

import (
	"testing"

	"farvault/shared/settings"
)

func TestBoundaryIsRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ boundary, want string }{
		"none":                     {"None", `s.yaml:1:22: PermissionsBoundary is "None": without a permissions boundary farvault's provisioner could create roles with more permissions than its own; name a policy, or leave it out for farvault/farvault-boundary`},
		"nothing":                  {`""`, `s.yaml:1:22: PermissionsBoundary is "": without a permissions boundary farvault's provisioner could create roles with more permissions than its own; name a policy, or leave it out for farvault/farvault-boundary`},
		"an ARN":                   {"arn:aws:iam::111122223333:policy/b", `s.yaml:1:22: PermissionsBoundary is arn:aws:iam::111122223333:policy/b: must be path and name of a customer managed policy, not an ARN: every account has its own`},
		"a slash before it":        {"/platform/b", `s.yaml:1:22: PermissionsBoundary is "/platform/b": must be a policy's path and name, without a slash at the beginning, such as farvault/farvault-boundary`},
		"what no policy's name is": {"a b", `s.yaml:1:22: PermissionsBoundary is "a b": must be a policy's path and name, without a slash at the beginning, such as farvault/farvault-boundary`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := settings.Parse("s.yaml", []byte("PermissionsBoundary: "+tt.boundary+"\n"+small)); err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
	s, err := settings.Parse("s.yaml", []byte("PermissionsBoundary: platform/boundary\n"+small))
	if err != nil || s.PermissionsBoundary != "platform/boundary" {
		t.Errorf("got %q, %v", s.PermissionsBoundary, err)
	}
}
