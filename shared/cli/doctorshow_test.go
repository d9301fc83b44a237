package cli

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"farvault/shared/chain"
	"farvault/shared/policy"
	"farvault/shared/proof"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
)

// many are the checks of an organization of so many accounts, of which some cannot be entered.
func many(accounts int, closed ...int) (all []proof.Precondition) {
	all = append(all, proof.Precondition{Name: proof.TrustedAccess, Account: manager, Outcome: proof.Fail, Why: "none", Command: "aws organizations x"})
	for i := range accounts {
		id := fmt.Sprintf("%012d", 100000000000+i)
		if slices.Contains(closed, i) {
			all = append(all, proof.Precondition{Name: proof.EnterAccount, Account: id, Outcome: proof.Fail, Why: "enter account " + id + ": denied", Command: "aws cloudformation x " + id})
			continue
		}
		for _, kind := range []string{"backup vault farvault-local", "backup plan daily", proof.ControlPolicies} {
			name := kind
			if kind != proof.ControlPolicies {
				name += " in " + id + "/eu-west-1"
			}
			all = append(all, proof.Precondition{Name: name, Account: id, Outcome: proof.Pass})
		}
	}
	return all
}

// What passes is one line, what fails comes last with its count, and a check that fails in many accounts is one.
func TestDoctorIsShortForManyAccounts(t *testing.T) {
	t.Parallel()
	shown := func(c doctorCommand, all []proof.Precondition) string {
		var out bytes.Buffer
		if err := c.print(Streams{Out: &out}, all); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	all := many(60, 3, 4, 5, 9)
	want := `PASS    168 checks in 56 accounts
FAIL    trusted-access in 999988887777: none
        run: aws organizations x
FAIL    enter-account: 4 of 4 checks: 100000000003, 100000000004, 100000000005, 100000000009
        enter account ACCOUNT: denied
        run: aws cloudformation x 100000000003
        run: aws cloudformation x 100000000004
        run: aws cloudformation x 100000000005
        ... and 1 more (--verbose)
5 of 173 checks failed.
`
	if got := shown(doctorCommand{}, all); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := strings.Count(shown(doctorCommand{Verbose: true}, all), "\n"); got != 173+5+1 {
		t.Errorf("--verbose has %d lines", got)
	}
	if got, want := shown(doctorCommand{}, many(2)[1:]), "PASS    6 checks in 2 accounts\nEvery check passes.\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// An operator whom the roles do not trust hears which ARN lacks in which parameter, and a command that runs.
func TestDoctorNamesTheOperatorWhoIsNotTrusted(t *testing.T) {
	w := newTown(t)
	everything := map[string]policy.Document{"all": policy.New(policy.Statement{Effect: policy.Allow, Action: policy.Values{"*"}, Resource: policy.Values{"*"}})}
	trust := policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole",
		"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/somebody-else"}}}]}`)
	w.Lock()
	for _, account := range []string{manager, member} {
		for _, name := range []string{chain.ReaderRole, chain.ProvisionerRole} {
			w.IAM.PutRole(account, iam.Role{Name: name, Path: chain.RolePath, Trust: trust, Inline: everything})
		}
	}
	w.IAM.PutRole(central, iam.Role{Name: "Platform", Path: "/people/", Inline: everything})
	key := w.Mint(kernel.RoleSession("arn:aws:iam::"+central+":role/people/Platform", "ana"))
	w.Unlock()
	environment(t, w, key.AccessKeyID)
	t.Setenv("AWS_SECRET_ACCESS_KEY", key.SecretAccessKey)
	t.Setenv("AWS_SESSION_TOKEN", key.SessionToken)
	for line, c := range map[string]struct {
		status int
		also   string
	}{
		"doctor": {1, "run: aws cloudformation deploy --stack-name farvault --template-file infra/management.yaml --region us-east-1 " +
			"--capabilities CAPABILITY_NAMED_IAM --parameter-overrides OrganizationId=o-a1b2c3d4e5 CentralAccountId=111122223333 HomeRegion=eu-west-1 " +
			"OperatorPrincipalArns='arn:aws:iam::111122223333:role/people/Platform'"},
		"chain show --account " + member: {3, "enter account"},
	} {
		var out bytes.Buffer
		if got := Run(t.Context(), strings.Fields(line), Streams{Out: &out, Err: &out}); got != c.status {
			t.Errorf("%s: status %d", line, got)
		}
		for _, part := range []string{"your ARN arn:aws:iam::111122223333:role/people/Platform is not in its template's parameter OperatorPrincipalArns", c.also} {
			if !strings.Contains(out.String(), part) {
				t.Errorf("%s says\n%swant %s", line, out.String(), part)
			}
		}
	}
}
