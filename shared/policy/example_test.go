package policy_test

import (
	"fmt"

	"farvault/shared/policy"
)

// A key whose policy names only its own account: who would copy from it, cannot; the printed statement is the remedy.
func ExampleEvaluate() {
	key := policy.VaultKey("aws", "222233334444")
	request := policy.Request{
		Principal: "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForBackup/AWSBackup", PrincipalAccount: "111122223333",
		Action: "kms:ReEncryptFrom", Resource: "arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab", ResourceAccount: "222233334444",
	}
	identity := policy.New(policy.Statement{Sid: "Use", Effect: policy.Allow, Action: policy.Values{"kms:ReEncryptFrom"}, Resource: policy.Values{"*"}})
	verdict := policy.Evaluate(request, policy.Set{Identity: []policy.Document{identity}, Resource: &key})
	fmt.Printf("%s: no %s allows it\n", verdict.Decision, verdict.By.Kind)

	key.Statement = append(key.Statement, policy.KeyCopyStatement("111122223333", "aws"))
	verdict = policy.Evaluate(request, policy.Set{Identity: []policy.Document{identity}, Resource: &key})
	fmt.Println(verdict.Decision)
	// Output:
	// ImplicitlyDenied: no resource-based policy allows it
	// Allowed
}
