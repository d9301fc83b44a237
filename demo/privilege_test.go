package demo

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	scenery "farvault/demo/stage"
	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// expected are the refusals that belong to the story, each with its reason.
var expected = map[string]string{
	"farvault-provision sts:AssumeRole into 222233334444":          "an account that has just been created cannot be entered",
	"farvault-backup backup:CopyIntoBackupVault into 111122223333": "somebody has replaced the central vault's policy",
}

// settingsAlone are the permissions that the shipped settings never ask for, each with the setting that does.
var settingsAlone = map[string]string{
	"farvault-provisioner KeepLocalVaultAccessPolicy": "LocalVault.DenyDeletion",
	"farvault-provisioner ReadLocalVaultAccessPolicy": "LocalVault.DenyDeletion",
	"farvault-provisioner TrustForwarder":             "a role whose trust somebody changed",
	"farvault-provisioner TrustBackupRole":            "a role whose trust somebody changed",
	"farvault-provision NameMultiRegionKey":           "LocalVault.EncryptionKey: CentralMultiRegion",
	"farvault-provision MakeMultiRegionKeyRole":       "LocalVault.EncryptionKey: CentralMultiRegion",
	"farvault-provision MakeAirGappedVault":           "CentralVault.LogicallyAirGappedBackupVault",
	"farvault-provisioner MakeVaultWithCentralKey":    "LocalVault.EncryptionKey: CentralMultiRegion",
	"farvault-reader ReadBackupPolicies":              "commands that people run",
	"farvault-reader ListTagsOfAccounts":              "tags in Scope, or in a route",
	"farvault-sweep WorkOffSweepQueue":                "more accounts than one invocation has time for",
}

// TestTheRolesAllowWhatTheStoryNeedsAndNothingElse plays the whole story under the roles of the templates
// and gives two figures: what was refused, and what is allowed and was never asked for. Both are
// nought but for what is listed here with a reason; a reason that no longer holds is a failure too.
func TestTheRolesAllowWhatTheStoryNeedsAndNothingElse(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s, err := newStage(ctx, Options{Files: deployed(t), Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	granted, admitted := statements{}, statements{}
	granted.read(t, s)
	admitted.readResources(t, s)
	refused := map[string]int{}
	judged := 0
	s.world.Journal.Watch = func(j kernel.Judgment) {
		judged++
		granted.use(j)
		admitted.useResource(j)
		if ours(j.Caller) && j.Verdict.Decision != policy.Allowed {
			refused[fmt.Sprintf("%s %s into %s", roleName(j.Caller.RoleARN), j.Request.Action, j.Request.ResourceAccount)]++
		}
	}
	for i, step := range story {
		if err := step.play(s, ctx); err != nil {
			t.Fatalf("step %d, %q: %v", i+1, step.title, err)
		}
	}
	if err := s.keysReplaced(ctx); err != nil {
		t.Fatal(err)
	}
	s.webhookRemoved(t)
	compare(t, "was refused", refused, expected)
	compare(t, "is allowed and never asked for", granted.unused(), settingsAlone)
	compare(t, "admits somebody and was never asked for", admitted.unused(), idle)
	t.Logf("%d judgments; calls refused: %d beside the %d that the story means to have refused; Allow statements never used: %d of %d in roles, %d of %d on resources, %d of them with a reason",
		judged, len(refused)-len(expected), len(expected), len(granted.unused()), len(granted), len(admitted.unused()), len(admitted), len(idle))
}

// keysReplaced is a chapter of its own: somebody replaces the policies of the keys of both vaults, and the daily sweep has them put back.
func (s *stage) keysReplaced(ctx context.Context) error {
	for _, account := range []string{centralID, newcomerID} {
		vaults, err := backup.NewFromConfig(s.world.Administrator(account, homeRegion)).ListBackupVaults(ctx, &backup.ListBackupVaultsInput{})
		if err != nil {
			return err
		}
		everything := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + account + `:root"},"Action":"kms:*","Resource":"*"}]}`
		for _, vault := range vaults.BackupVaultList {
			if _, err := kms.NewFromConfig(s.world.Administrator(account, homeRegion)).PutKeyPolicy(ctx, &kms.PutKeyPolicyInput{
				KeyId: vault.EncryptionKeyArn, PolicyName: aws.String("default"), Policy: &everything,
			}); err != nil {
				return err
			}
		}
	}
	s.world.Advance(24 * time.Hour)
	return nil
}

// compare holds what was found against what was reckoned with, both ways.
func compare(t *testing.T, what string, found map[string]int, reasons map[string]string) {
	t.Helper()
	for name, n := range found {
		if reasons[name] == "" {
			t.Errorf("%s %s (%d)", name, what, n)
		}
	}
	for name := range reasons {
		if found[name] == 0 {
			t.Errorf("%s no longer %s: take it off the list", name, what)
		}
	}
}

// ours reports whether a caller is a role that a template makes.
func ours(c kernel.Caller) bool { return strings.HasPrefix(roleName(c.RoleARN), "farvault") }

func roleName(arn string) string { return arn[strings.LastIndex(arn, "/")+1:] }

// statements are the Allow statements of the templates' roles, by role and Sid, the accounts of the members taken together.
type statements map[string]*statement

type statement struct {
	policy.Statement
	uses int
}

// read takes in every role that is there once the templates are deployed.
func (all statements) read(t *testing.T, s *stage) {
	t.Helper()
	for _, account := range []string{centralID, managementID, scenery.Members[0].ID} {
		out, err := iam.NewFromConfig(s.world.Administrator(account, globalRegion)).ListRoles(context.Background(), &iam.ListRolesInput{})
		if err != nil {
			t.Fatal(err)
		}
		for _, listed := range out.Roles {
			role, _ := s.world.IAM.Role(*listed.Arn)
			for _, document := range role.Inline {
				for i, st := range document.Statement {
					if st.Effect == policy.Allow {
						all[fmt.Sprintf("%s %s", role.Name, sid(st, i))] = &statement{Statement: st}
					}
				}
			}
		}
	}
	if len(all) < 20 {
		t.Fatalf("found only %d statements: the search has gone wrong", len(all))
	}
}

func sid(s policy.Statement, i int) string {
	if s.Sid != "" {
		return s.Sid
	}
	return fmt.Sprintf("statement %d", i+1)
}

// use counts the statements that a judgment rests on: those that by themselves would allow it, as far as
// the caller's own account has a say.
func (all statements) use(j kernel.Judgment) {
	if !ours(j.Caller) || j.Verdict.Decision != policy.Allowed {
		return
	}
	for _, document := range j.Policies.Identity {
		for i, st := range document.Statement {
			known := all[fmt.Sprintf("%s %s", roleName(j.Caller.RoleARN), sid(st, i))]
			if known == nil || known.uses > 0 {
				continue
			}
			alone := policy.Document{Version: document.Version, Statement: []policy.Statement{st}}
			if policy.Evaluate(j.Request, policy.Set{Identity: []policy.Document{alone}, Resource: delegates(j.Request)}).Decision == policy.Allowed {
				known.uses++
			}
		}
	}
}

// delegates is a resource policy that leaves everything to the caller's account: across accounts both sides must allow, and an
// identity policy says nothing of a key whose policy does not let it. Within an account nothing else is asked.
func delegates(r policy.Request) *policy.Document {
	if r.ResourceAccount == r.PrincipalAccount && !strings.HasPrefix(r.Action, "kms:") {
		return nil
	}
	d := policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + r.PrincipalAccount + `"},"Action":"*","Resource":"*"}]}`)
	return &d
}

// keyID is left out of names: a key is known by its statements.
var keyID = regexp.MustCompile(`arn:\S+:key/\S+`)

// unused are the names of the statements that nothing rested on.
func (all statements) unused() map[string]int {
	unused := map[string]int{}
	for name, s := range all {
		if s.uses == 0 {
			unused[keyID.ReplaceAllString(name, "key")] = 1
		}
	}
	return unused
}
