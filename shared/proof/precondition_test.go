package proof_test

import (
	"strings"
	"testing"

	"farvault/shared/catalog"
	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/proof"
)

// What hangs on a link that is missing is held, and says on which; what stands passes, and holds nothing up.
func TestALinkIsHeldByWhatItNeeds(t *testing.T) {
	t.Parallel()
	desired := chaintest.Desired(chaintest.Member)
	for _, gone := range desired.Links {
		seen := chaintest.Standing(desired)
		delete(seen.Found, gone.Ref())
		outcomes := map[chain.Ref]proof.Precondition{}
		all := proof.Preconditions(chain.Diff(desired, seen))
		for i, link := range desired.Links {
			outcomes[link.Ref()] = all[i]
		}
		for ref, p := range outcomes {
			switch {
			case ref == gone.Ref() && p.Outcome != proof.Fail:
				t.Errorf("%s is gone, and %s", ref, p.Outcome)
			case ref != gone.Ref() && p.Outcome == proof.Held:
				t.Errorf("%s stands, and is held: %s", ref, p.Why)
			}
		}
		for _, link := range desired.Links {
			needed := false
			for _, need := range link.After() {
				needed = needed || need == gone.Ref()
			}
			if !needed {
				continue
			}
			delete(seen.Found, link.Ref())
			for i, p := range proof.Preconditions(chain.Diff(desired, seen)) {
				if desired.Links[min(i, len(desired.Links)-1)].Ref() == link.Ref() && i < len(desired.Links) &&
					(p.Outcome != proof.Held || !strings.Contains(p.Why, gone.Ref().String())) {
					t.Errorf("%s needs %s, which is gone too: %s %s", link.Ref(), gone.Ref(), p.Outcome, p.Why)
				}
			}
			seen.Found[link.Ref()] = chain.Found{Link: chaintest.Made(link), Owned: true}
		}
	}
}

// Each quota is judged in the Region that is nearest to it, whichever was read first.
func TestAQuotaIsJudgedWhereItIsNearest(t *testing.T) {
	t.Parallel()
	s := chaintest.Settings()
	s.Regions = []string{chaintest.Region, "eu-central-1"}
	c := chain.Desire(s, chaintest.Deployment, org.Account{ID: chaintest.Member, State: org.Active})
	few := chain.Stock{Region: chaintest.Region, Plans: []string{"a"}, Vaults: []chain.VaultStock{{Name: "farvault-local", RecoveryPoints: 7}}}
	many := chain.Stock{Region: "eu-central-1", Plans: []string{"a", "b", "c", "d"}, Vaults: []chain.VaultStock{
		{Name: "farvault-local", RecoveryPoints: 9}, {Name: "x"}, {Name: "y"}, {Name: "z"}}}
	for _, stock := range [][]chain.Stock{{few, many}, {many, few}} {
		seen := chaintest.Standing(c)
		seen.Stock = stock
		judged := 0
		for _, p := range proof.Quotas(chain.Diff(c, seen), nil) {
			judged++
			if !strings.Contains(p.Why, "eu-central-1") {
				t.Errorf("%s is judged by %s", p.Name, p.Why)
			}
		}
		if judged == 0 {
			t.Error("no quota is judged")
		}
	}
}

// Of the statements of a trust policy the one is shown that would let AWS Backup in but for its condition.
func TestTheConditionThatKeepsBackupOutIsShown(t *testing.T) {
	t.Parallel()
	elsewhere := policy.Condition{"StringEquals": {"aws:SourceAccount": {"333344445555"}}}
	for law, tt := range map[string]struct {
		trust policy.Document
		shown bool
	}{
		"AWS Backup from another account": {policy.TrustFrom("backup.amazonaws.com", elsewhere), true},
		"another service from there":      {policy.TrustFrom("ec2.amazonaws.com", elsewhere), false},
		"another service from anywhere":   {policy.Trust("ec2.amazonaws.com"), false},
	} {
		f := healthy()
		role(&f, func(r *proof.Role) { r.Trust = &tt.trust })
		got := proof.Prove(suspected(accessDenied), f)
		if got.Cause != "backup-role-not-assumable" || strings.Contains(got.Why, "alone, and account") != tt.shown {
			t.Errorf("%s: %s because %s", law, got.Cause, got.Why)
		}
	}
}

// A recovery point to come has the form that its service gives it, in the account that makes it; only AWS Backup's own
// have the service's.
func TestAPointToComeHasItsServicesForm(t *testing.T) {
	t.Parallel()
	const account, region = "222233334444", "cn-north-1"
	for _, tt := range []struct {
		resourceType string
		advanced     bool
		want         string
	}{
		{"EBS", false, "arn:aws-cn:ec2:cn-north-1::snapshot/"},
		{"EBS", true, "arn:aws-cn:ec2:cn-north-1::snapshot/"},
		{"RDS", true, "arn:aws-cn:rds:cn-north-1:222233334444:snapshot:"},
		{"DynamoDB", false, "arn:aws-cn:dynamodb:cn-north-1:222233334444:table/"},
		{"DynamoDB", true, "arn:aws-cn:backup:cn-north-1:222233334444:recovery-point:"},
		{"EFS", false, "arn:aws-cn:backup:cn-north-1:222233334444:recovery-point:"},
		{"Moon", true, "arn:aws-cn:backup:cn-north-1:222233334444:recovery-point:"},
	} {
		if got := proof.PointToCome(tt.resourceType, account, region, tt.advanced); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s, advanced %t: %s, want %s", tt.resourceType, tt.advanced, got, tt.want)
		}
	}
}

// A copy that is kept for ever, or as long as a lock asks, needs no other line in the settings.
func TestAnUnlimitedCopyMeetsALockWithoutALimit(t *testing.T) {
	t.Parallel()
	locked := catalog.Diagnosis{Cause: "retention-outside-vault-lock", AccountAtFault: catalog.Destination}
	for law, tt := range map[string]struct {
		kept, least, most int64
		paste             string
	}{
		"for ever, and no limit":  {0, 200, 0, ""},
		"for ever, and a limit":   {0, 0, 90, "CopyLifecycle: {DeleteAfterDays: 90}"},
		"as long as the least":    {200, 200, 0, ""},
		"a day less":              {199, 200, 0, "CopyLifecycle: {DeleteAfterDays: 200}"},
		"as long as the most":     {90, 0, 90, ""},
		"a day more":              {91, 0, 90, "CopyLifecycle: {DeleteAfterDays: 90}"},
		"a lock without a number": {30, 0, 0, ""},
	} {
		s := chaintest.Settings()
		s.BackupPlans[0].Rules[0].Lifecycle.DeleteAfterDays, s.BackupPlans[0].Rules[0].Lifecycle.MoveToColdStorageAfterDays = tt.kept, 0
		f := proof.Facts{
			Copy:             proof.CopyAttempt{SourceAccount: chaintest.Member, DestinationVaultARN: "arn:aws:backup:eu-west-1:111122223333:backup-vault:farvault"},
			DestinationVault: proof.Known(proof.Vault{Exists: true, Locked: true, MinRetentionDays: tt.least, MaxRetentionDays: tt.most}),
		}
		if d := proof.InSettings(locked, f, s); d.Paste != tt.paste {
			t.Errorf("%s: %q, want %q", law, d.Paste, tt.paste)
		}
	}
}

// A central vault is protected by a lock, by a denial of deletion, or as an air-gapped one; one without any of these
// fails.
func TestWhatProtectsACentralVault(t *testing.T) {
	t.Parallel()
	desired := chaintest.Desired(chaintest.Central)
	deny := policy.MustParse(`{"Statement":{"Effect":"Deny","Principal":"*","Action":"backup:deleterecoverypoint","Resource":"*"}}`)
	for law, tt := range map[string]struct {
		lock   *chain.VaultLock
		kind   string
		policy policy.Document
		want   proof.Outcome
	}{
		"nothing":                {nil, "", policy.Document{}, proof.Fail},
		"a lock":                 {&chain.VaultLock{MinRetentionDays: 7}, "", policy.Document{}, proof.Pass},
		"a denial":               {nil, "", deny, proof.Pass},
		"a logically air-gapped": {nil, chain.AirGappedVault, policy.Document{}, proof.Pass},
	} {
		seen := chaintest.Standing(desired)
		for ref, found := range seen.Found {
			switch l := found.Link.(type) {
			case chain.BackupVault:
				l.Lock, l.Type = tt.lock, tt.kind
				found.Link = l
			case chain.VaultAccessPolicy:
				l.Policy = tt.policy
				found.Link = l
			}
			seen.Found[ref] = found
		}
		all := proof.Protections(chain.Diff(desired, seen))
		if len(all) != 1 || all[0].Outcome != tt.want {
			t.Errorf("%s: %+v", law, all)
		}
	}
}
