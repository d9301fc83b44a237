package catalog

import "slices"

// explainedBy says which failing conditions a cause told by AWS's words may
// turn out to be. Causes that are not here are no matter of permissions and
// settings: looking at those neither confirms nor clears them.
var explainedBy = map[string][]string{
	// "Access denied" gives nothing away: AWS says it for a vault's policy, a role, a key.
	Unidentified:               Denials,
	"access-denied":            Denials,
	"vault-policy-denies-copy": Denials,
	"vault-policy-denies":      Denials,
	"vault-gone-or-denied":     Denials,

	"not-same-organization":       membership,
	"not-in-an-organization":      membership,
	"cross-account-copy-disabled": membership,

	"destination-vault-uses-aws-managed-key": keys,
	"source-key-not-shared":                  keys,
	"source-key-aws-managed":                 keys,
	"destination-key-unusable":               keys,
	"key-permission-unclear":                 keys,
	"key-disabled":                           keys,
	"key-missing":                            keys,
	"key-permission-missing":                 keys,
	"key-error":                              keys,

	"retention-outside-vault-lock": {"retention-outside-vault-lock"},
	"lifecycle-invalid":            {"retention-outside-vault-lock", "recovery-point-cold"},
	"recovery-point-cold":          {"recovery-point-cold"},
	"cold-storage-unavailable":     {"recovery-point-cold"},

	"type-not-copyable":         {"type-not-copyable", "advanced-features-off", "recovery-point-cold"},
	"advanced-features-off":     {"advanced-features-off"},
	"resource-type-unsupported": {"type-not-copyable", "advanced-features-off"},
	"operation-unsupported":     {"type-not-copyable", "advanced-features-off", "recovery-point-cold"},
	"continuous-not-copied":     {"type-not-copyable"},

	"vault-gone":                  {"vault-gone"},
	"vault-policy-missing":        {"vault-policy-denies-copy"},
	"recovery-point-gone":         {"recovery-point-gone"},
	"resource-missing":            {"recovery-point-gone", "vault-gone"},
	"service-linked-role-missing": {"service-linked-role-missing"},

	"backup-role-gone":               {"backup-role-gone"},
	"backup-role-not-assumable":      {"backup-role-gone", "backup-role-not-assumable", "rcp-denies-copy"},
	"backup-role-lacks-copy":         roles,
	"role-lacks-permission":          roles,
	"scp-denies-copy":                {"scp-denies-copy"},
	"rcp-denies-copy":                {"rcp-denies-copy"},
	"boundary-denies-copy":           {"boundary-denies-copy"},
	"local-vault-policy-denies-copy": {"local-vault-policy-denies-copy"},
}

var (
	membership = []string{"not-same-organization", "cross-account-copy-disabled"}
	keys       = []string{
		"destination-vault-uses-aws-managed-key", "key-missing", "key-disabled", "source-key-aws-managed",
		"source-key-not-shared", "destination-key-unusable",
	}
	roles = []string{
		"backup-role-gone",
		"backup-role-not-assumable",
		"backup-role-lacks-copy",
		"boundary-denies-copy",
		"scp-denies-copy",
		"rcp-denies-copy",
		"local-vault-policy-denies-copy",
	}
	// denials is every condition.
	Denials = slices.Concat(
		membership,
		[]string{"type-not-copyable", "advanced-features-off", "recovery-point-gone", "recovery-point-cold"},
		roles,
		[]string{
			"vault-gone",
			"vault-policy-denies-copy",
			"service-linked-role-missing",
			"retention-outside-vault-lock",
		},
		keys,
	)
)

func Explaining(d Diagnosis) []string { return explainedBy[d.Cause] }
