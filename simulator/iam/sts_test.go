package iam_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"farvault/shared/policy"
	"farvault/simulator/kernel"
	"farvault/simulator/wire/wiretest"
)

const (
	function    = "arn:aws:iam::" + central + ":role/farvault/farvault-provision"
	provisioner = "arn:aws:iam::" + member + ":role/farvault/farvault-provisioner"
)

// The design's own trust: the central account's root, pinned to a role by name and to the organization.
const trustFunction = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + central + `:root"},"Action":"sts:AssumeRole",
	"Condition":{"ArnEquals":{"aws:PrincipalArn":"` + function + `"},"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}}`

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
func TestAssumeRoleAsksBothSides(t *testing.T) {
	t.Parallel()
	mayAssume := statement("Allow", "sts:AssumeRole", provisioner, "")
	external := strings.Replace(trustFunction, `"Condition":{`, `"Condition":{"StringLike":{"sts:ExternalId":"secret"},`, 1)
	denied := `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"sts:AssumeRole","Resource":"*"}}`
	for law, test := range map[string]struct {
		trust, identity string
		scp             string
		in              sts.AssumeRoleInput
		want            string // how the refusal ends, empty: let in
	}{
		"both sides allow":                      {trust: trustFunction, identity: mayAssume},
		"the caller's own policy is silent":     {trust: trustFunction, identity: statement("Allow", "iam:*", "*", ""), want: provisioner},
		"the trust policy names someone else":   {trust: strings.ReplaceAll(trustFunction, "farvault-provision", "farvault-alert"), identity: mayAssume, want: provisioner},
		"the trust policy names another org":    {trust: strings.ReplaceAll(trustFunction, "o-a1b2c3d4e5", "o-zzzzzzzzzz"), identity: mayAssume, want: provisioner},
		"the role is not there":                 {identity: allowAll, want: provisioner},
		"an external id is asked and not given": {trust: external, identity: mayAssume, want: provisioner},
		"an external id is asked and given":     {trust: external, identity: mayAssume, in: sts.AssumeRoleInput{ExternalId: aws.String("secret")}},
		"an SCP denies": {trust: trustFunction, identity: mayAssume, scp: denied,
			want: provisioner + " with an explicit deny in a service control policy"},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.put(central, "farvault-provision", trustBackup, test.identity)
			if test.trust != "" {
				w.put(member, "farvault-provisioner", test.trust, allowAll)
			}
			if test.scp != "" {
				w.organizations.AttachSCP(central, "no-assume", test.scp)
			}
			in := test.in
			in.RoleArn, in.RoleSessionName = aws.String(provisioner), aws.String("farvault")
			out, err := sts.NewFromConfig(w.Session(function, region)).AssumeRole(t.Context(), &in)
			if test.want != "" {
				want := "AccessDenied: User: arn:aws:sts::111122223333:assumed-role/farvault-provision/test is not authorized to perform: sts:AssumeRole on resource: " + test.want
				if got := wiretest.Refusal(err); got != want {
					t.Fatalf("got  %q\nwant %q", got, want)
				}
				return
			}
			if err != nil {
				t.Fatalf("AssumeRole: %v", err)
			}
			inside := w.With(aws.ToString(out.Credentials.AccessKeyId), aws.ToString(out.Credentials.SessionToken), region)
			who, err := sts.NewFromConfig(inside).GetCallerIdentity(t.Context(), nil)
			if want := "arn:aws:sts::222233334444:assumed-role/farvault-provisioner/farvault"; err != nil || aws.ToString(who.Arn) != want {
				t.Errorf("GetCallerIdentity = %v, %v; want %s", who, err, want)
			}
		})
	}
}

func TestSessionPolicyLimitsTheSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(member, "admin", `{"Statement":{"Effect":"Allow","Principal":{"AWS":"`+member+`"},"Action":"sts:AssumeRole"}}`, allowAll)
	out, err := sts.NewFromConfig(w.Administrator(member, region)).AssumeRole(t.Context(), &sts.AssumeRoleInput{
		RoleArn: aws.String("arn:aws:iam::" + member + ":role/farvault/admin"), RoleSessionName: aws.String("narrow"),
		Policy: aws.String(statement("Allow", "iam:GetRole", "*", "")),
	})
	if err != nil {
		t.Fatalf("AssumeRole: %v", err)
	}
	client := sdk.NewFromConfig(w.With(aws.ToString(out.Credentials.AccessKeyId), aws.ToString(out.Credentials.SessionToken), region))
	if _, err := client.GetRole(t.Context(), &sdk.GetRoleInput{RoleName: aws.String("admin")}); err != nil {
		t.Errorf("GetRole is in the session policy: %v", err)
	}
	_, err = client.ListRoles(t.Context(), nil)
	if want := "because no session policy allows the iam:ListRoles action"; !strings.HasSuffix(wiretest.Refusal(err), want) {
		t.Errorf("ListRoles: %v, want %q", err, want)
	}
}

func TestCredentialsLastAnHourOfTheWallClock(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(member, "farvault-provisioner", trustFunction, "")
	w.put(central, "farvault-provision", trustBackup, allowAll)
	client := sts.NewFromConfig(w.Session(function, region))
	before := time.Now()
	out, err := client.AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: aws.String(provisioner), RoleSessionName: aws.String("farvault")})
	if err != nil {
		t.Fatalf("AssumeRole: %v", err)
	}
	if left := out.Credentials.Expiration.Sub(before); left < 59*time.Minute || left > 61*time.Minute {
		t.Errorf("expires in %v", left)
	}
	_, err = client.AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: aws.String(provisioner), RoleSessionName: aws.String("farvault"), DurationSeconds: aws.Int32(7200)})
	if want := "ValidationError: The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"; wiretest.Refusal(err) != want {
		t.Errorf("two hours: %v, want %s", err, want)
	}
}

func TestANewAccountIsNotEnteredAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(member, "farvault-provisioner", trustFunction, "")
	w.put(central, "farvault-provision", trustBackup, allowAll)
	w.iam.OpenAt(member, w.Clock.Now().Add(4*time.Minute))
	enter := func() error {
		_, err := sts.NewFromConfig(w.Session(function, region)).AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: aws.String(provisioner), RoleSessionName: aws.String("farvault")})
		return err
	}
	if got := wiretest.Refusal(enter()); !strings.HasPrefix(got, "AccessDenied: User: ") {
		t.Errorf("at once: %q", got)
	}
	w.Advance(4 * time.Minute)
	if err := enter(); err != nil {
		t.Errorf("after four minutes: %v", err)
	}
}

func TestAKilledInvocationIsDeadInEveryAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(member, "farvault-provisioner", trustFunction, allowAll)
	caller := kernel.RoleSession(w.put(central, "farvault-provision", trustBackup, allowAll), "run")
	caller.Invocation = "invocation-1"
	minted := w.Mint(caller)
	out, err := sts.NewFromConfig(w.With(minted.AccessKeyID, minted.SessionToken, region)).AssumeRole(t.Context(), &sts.AssumeRoleInput{
		RoleArn: aws.String(provisioner), RoleSessionName: aws.String("farvault"),
	})
	if err != nil {
		t.Fatalf("AssumeRole: %v", err)
	}
	inside := sdk.NewFromConfig(w.With(aws.ToString(out.Credentials.AccessKeyId), aws.ToString(out.Credentials.SessionToken), region))
	if _, err := inside.ListRoles(t.Context(), nil); err != nil {
		t.Fatalf("ListRoles before the kill: %v", err)
	}
	w.Kill("invocation-1")
	if _, err := inside.ListRoles(t.Context(), nil); err == nil {
		t.Error("a dead invocation's session in another account was answered")
	}
}

func TestGetCallerIdentityNeedsNoPermission(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	arn := w.put(member, "nobody", trustBackup, `{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}`)
	out, err := sts.NewFromConfig(w.Session(arn, region)).GetCallerIdentity(t.Context(), nil)
	if err != nil || aws.ToString(out.Account) != member {
		t.Errorf("GetCallerIdentity = %v, %v", out, err)
	}
	if call := w.Journal.Calls()[0]; call.Refused || call.Error != "" {
		t.Errorf("the journal has it as %+v", call)
	}
}

func TestServicesAssumeRoles(t *testing.T) {
	t.Parallel()
	role := "arn:aws:iam::" + member + ":role/farvault/farvault-backup"
	toEvents := strings.ReplaceAll(trustBackup, "backup.", "events.")
	sourced := strings.Replace(toEvents, `"Action"`, `"Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:events:*:222233334444:rule/farvault-*"}},"Action"`, 1)
	rule := map[string][]string{"aws:SourceArn": {"arn:aws:events:eu-west-1:222233334444:rule/farvault-forward"}}
	for law, test := range map[string]struct {
		trust, service string
		context        map[string][]string
		age            time.Duration
		want           string
	}{
		"AWS Backup waits for IAM":               {trustBackup, "backup.amazonaws.com", nil, 29 * time.Second, "InvalidParameterValueException: IAM Role " + role + " cannot be assumed by AWS Backup"},
		"AWS Backup assumes it half a minute on": {trustBackup, "backup.amazonaws.com", nil, 30 * time.Second, ""},
		"AWS Backup is not trusted":              {toEvents, "backup.amazonaws.com", nil, time.Hour, "InvalidParameterValueException: IAM Role " + role + " cannot be assumed by AWS Backup"},
		"EventBridge is trusted at once":         {toEvents, "events.amazonaws.com", nil, 0, ""},
		"EventBridge is not trusted":             {trustBackup, "events.amazonaws.com", nil, time.Hour, "role " + role + " cannot be assumed by events.amazonaws.com"},
		"the source matters: right":              {sourced, "events.amazonaws.com", rule, time.Hour, ""},
		"the source matters: none":               {sourced, "events.amazonaws.com", nil, time.Hour, "role " + role + " cannot be assumed by events.amazonaws.com"},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.put(member, "farvault-backup", test.trust, "")
			w.Advance(test.age)
			caller, err := w.iam.AssumeFor(role, test.service, test.context)
			if got := wiretest.Refusal(err); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
			if err == nil && caller.RoleARN != role {
				t.Errorf("caller %+v", caller)
			}
		})
	}
}

// AWS Backup says for which account it assumes a role, unless the world is one in which it does not.
func TestAWSBackupAssumesForTheRolesAccount(t *testing.T) {
	t.Parallel()
	role := "arn:aws:iam::" + member + ":role/farvault/farvault-backup"
	conditioned := func(account string) string {
		return strings.Replace(trustBackup, `"Action"`, `"Condition":{"StringEquals":{"aws:SourceAccount":"`+account+`"}},"Action"`, 1)
	}
	for law, test := range map[string]struct {
		trust  string
		silent bool
		may    bool
	}{
		"its own account":                  {conditioned(member), false, true},
		"another account":                  {conditioned(central), false, false},
		"its own account, which is unsaid": {conditioned(member), true, false},
		"any account, which is unsaid":     {trustBackup, true, true},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Assume.BackupNamesNoSourceAccount = test.silent
			w.put(member, "farvault-backup", test.trust, "")
			w.Advance(time.Hour)
			if _, err := w.iam.Assume(role, "backup.amazonaws.com"); (err == nil) != test.may {
				t.Errorf("may assume it: %t: %v", test.may, err)
			}
		})
	}
}

func TestBoundaryLimitsARole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boundary := "arn:aws:iam::" + member + ":policy/farvault-boundary"
	arn := w.put(member, "bounded", trustBackup, allowAll)
	role, _ := w.iam.Role(arn)
	role.PermissionsBoundary = boundary
	w.iam.PutRole(member, role)
	client := sdk.NewFromConfig(w.Session(arn, region))
	_, err := client.ListRoles(t.Context(), nil)
	if want := "because no permissions boundary allows the iam:ListRoles action"; !strings.HasSuffix(wiretest.Refusal(err), want) {
		t.Errorf("a boundary that is gone: %v, want %q", err, want)
	}
	w.iam.PutManagedPolicy(member, boundary, policy.MustParse(statement("Allow", "iam:ListRoles", "*", "")))
	if _, err := client.ListRoles(t.Context(), nil); err != nil {
		t.Errorf("within the boundary: %v", err)
	}
}
