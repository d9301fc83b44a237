package cloud_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/cloud"
	"farvault/shared/org"
	"farvault/shared/policy"
)

// A boundary must let farvault's roles work, and keep whoever writes their policies from more.
func TestBoundaryFaults(t *testing.T) {
	t.Parallel()
	const needed = `"backup:*","kms:*","tag:GetResources","events:PutEvents"`
	allow := func(actions, more string) string {
		return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[` + actions + `],"Resource":"*"}` + more + `]}`
	}
	passes := func(services string) string {
		return allow(needed, `,{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::`+member+`:role/*","Condition":{"StringEquals":{"iam:PassedToService":[`+services+`]}}}`)
	}
	passed := func(service string) []string {
		var said []string
		for _, role := range []string{chain.BackupRole, chain.ForwarderRole} {
			said = append(said, "it lets "+role+" call iam:PassRole"+service+", by which farvault's provisioner could give itself more")
		}
		return said
	}
	tests := map[string]struct {
		document string // empty: there is no such policy
		want     []string
	}{
		"tight enough":                    {allow(needed, ""), nil},
		"missing":                         {"", []string{"it is not there"}},
		"without copies":                  {allow(needed, `,{"Effect":"Deny","Action":"backup:Copy*","Resource":"*"}`), []string{"it keeps farvault-backup from backup:CopyFromBackupVault", "it keeps farvault-backup from backup:CopyIntoBackupVault"}},
		"without events":                  {allow(`"backup:*","kms:*","tag:GetResources"`, ""), []string{"it keeps farvault-event-forwarder from events:PutEvents"}},
		"of another Region":               {allow(needed, `,{"Effect":"Deny","Action":"tag:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"us-east-1"}}}`), []string{"it keeps farvault-backup from tag:GetResources"}},
		"as AWS's policies pass roles":    {passes(`"backup.amazonaws.com","ec2.amazonaws.com","eks.amazonaws.com","malware-protection.guardduty.amazonaws.com","pods.eks.amazonaws.com"`), nil},
		"with roles for one more":         {passes(`"backup.amazonaws.com","lambda.amazonaws.com"`), passed(" for lambda.amazonaws.com")},
		"with roles for whoever is asked": {allow(needed+`,"iam:PassRole"`, ""), passed("")},
		"with a way to policy": {allow(needed+`,"iam:PutRolePolicy"`, ""), []string{
			"it lets farvault-backup call iam:PutRolePolicy, by which farvault's provisioner could give itself more",
			"it lets farvault-event-forwarder call iam:PutRolePolicy, by which farvault's provisioner could give itself more"}},
	}
	w := newWorld(t)
	arn := func(name string) string {
		return org.IAM("aws", member, "policy/platform/"+strings.NewReplacer(" ", "-", "'", "").Replace(name))
	}
	for name, tt := range tests {
		if tt.document != "" {
			w.IAM.PutManagedPolicy(member, arn(name), policy.MustParse(tt.document))
		}
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := cloud.New(w.config(&wire{}), place, "farvault").Reader().BoundaryFaults(t.Context(), member, region, arn(name))
			must(t, err)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

// The policy that the settings name bounds both roles; a role that has another is told with the command that puts it right.
func TestBoundaryOfTheSettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	w.IAM.PutManagedPolicy(member, org.IAM("aws", member, "policy/platform/tight"), policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`))
	s := wishes
	s.PermissionsBoundary = "platform/tight"
	_, err := w.runSet(t, s, &wire{})
	must(t, err)
	for _, name := range []string{chain.BackupRole, chain.ForwarderRole} {
		role, _ := w.IAM.Role(place.RoleARN(member, name))
		if role.PermissionsBoundary != org.IAM("aws", member, "policy/platform/tight") {
			t.Errorf("%s is bounded by %s", name, role.PermissionsBoundary)
		}
	}
	watch := &wire{}
	set, err := w.runSet(t, wishes, watch)
	must(t, err)
	const command = "run: aws iam put-role-permissions-boundary --role-name farvault-backup --permissions-boundary arn:aws:iam::222233334444:policy/farvault/farvault-boundary"
	if len(watch.writes) > 0 || len(set.Held()) != 2 || !strings.Contains(chaintest.Text(set), command) {
		t.Errorf("wrote %v, told %s", watch.writes, chaintest.Text(set))
	}
}
