package backup_test

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/policy"
	"farvault/simulator/backup"
	"farvault/simulator/iam"
	"farvault/simulator/kms"
)

// What can be wrong in the world, one function a thing.

func distrust(w *world) {
	w.role(iam.Role{Name: "backup", Attached: []string{forBackup}, Trust: policy.MustParse(strings.ReplaceAll(trustBackup.String(), "backup.", "ec2."))})
}

// inline gives the backup role one inline policy in place of the managed one.
func inline(document string) func(*world) {
	return func(w *world) {
		w.role(iam.Role{Name: "backup", Inline: map[string]policy.Document{"inline": policy.MustParse(document)}})
	}
}

// without takes one action from a role that may do everything.
func without(action string) string {
	return `{"Version":"2012-10-17","Statement":{"Effect":"Allow","NotAction":"` + action + `","Resource":"*"}}`
}

func bounded(w *world) {
	arn := "arn:aws:iam::" + member + ":policy/boundary"
	w.iam.PutManagedPolicy(member, arn, policy.MustParse(without("backup:CopyFromBackupVault")))
	w.role(iam.Role{Name: "backup", Attached: []string{forBackup}, PermissionsBoundary: arn})
}

func scp(document string) func(*world) {
	return func(w *world) { w.organizations.AttachSCP(member, "guard", document) }
}

func vaultPolicy(document string) func(*world) { return func(w *world) { w.putPolicy(document) } }

func localPolicy(document string) func(*world) {
	return func(w *world) {
		_, err := w.as(member).PutBackupVaultAccessPolicy(context.Background(), &sdk.PutBackupVaultAccessPolicyInput{BackupVaultName: aws.String("local"), Policy: &document})
		w.must(err)
	}
}

func lock(min, max int64) func(*world) {
	return func(w *world) {
		_, err := w.as(central).PutBackupVaultLockConfiguration(context.Background(), &sdk.PutBackupVaultLockConfigurationInput{
			BackupVaultName: aws.String("central"), MinRetentionDays: &min, MaxRetentionDays: &max,
		})
		w.must(err)
	}
}

// keyPolicy replaces the policy of a key of the member by one that lets its own account alone use it, and what is added.
func keyPolicy(key func(*world) string, statements ...string) func(*world) {
	own := `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222233334444:root"},"Action":"kms:*","Resource":"*"}`
	all := strings.Join(append([]string{own}, statements...), ",")
	return func(w *world) {
		w.kms.PutPolicyFor(key(w), policy.MustParse(`{"Version":"2012-10-17","Statement":[`+all+`]}`))
	}
}

// toCentral is a statement of a key policy for a principal of the central account.
func toCentral(principal, actions, condition string) string {
	return `{"Effect":"Allow","Principal":{"AWS":"` + principal + `"},"Action":[` + actions + `],"Resource":"*","Condition":` + condition + `}`
}

func disabled(key func(*world) string) func(*world) {
	return func(w *world) { w.kms.SetState(key(w), kms.Disabled) }
}

func volumeKey(w *world) string  { return w.volumeKey }
func localKey(w *world) string   { return w.localKey }
func centralKey(w *world) string { return w.centralKey }

// instead puts a resource in the place of the volume and the file system.
func instead(kind string, key func(*world) string) func(*world) {
	return func(w *world) {
		w.backup.RemoveResource(member, region, w.volume)
		w.backup.RemoveResource(member, region, w.fileSystem)
		r := backup.Resource{Type: kind, Tags: map[string]string{"backup": "daily"}}
		if key != nil {
			r.KMSKeyARN = key(w)
		}
		w.backup.AddResource(member, region, r)
	}
}

func only(kind string) func(*world) {
	return func(w *world) {
		if kind == "EBS" {
			w.backup.RemoveResource(member, region, w.fileSystem)
			return
		}
		w.backup.RemoveResource(member, region, w.volume)
	}
}

func managedKey(service string) func(*world) string {
	return func(w *world) string { return w.kms.AWSManaged(member, region, service) }
}

// emptied deletes the central vault, which holds nothing yet.
func emptied(w *world) {
	_, err := w.as(central).DeleteBackupVault(context.Background(), &sdk.DeleteBackupVaultInput{BackupVaultName: aws.String("central")})
	w.must(err)
}

func both(first, second func(*world)) func(*world) {
	return func(w *world) { first(w); second(w) }
}

// serviceKeyVault gives the central account a vault with aws/backup, under the name of the one it had.
func serviceKeyVault(w *world) {
	emptied(w)
	_, err := w.as(central).CreateBackupVault(context.Background(), &sdk.CreateBackupVaultInput{BackupVaultName: aws.String("central")})
	w.must(err)
	w.putPolicy(organizationOnly)
}

// airGapped gives the central account a logically air-gapped vault instead.
func airGapped(min, max int64) func(*world) {
	return func(w *world) {
		emptied(w)
		_, err := w.as(central).CreateLogicallyAirGappedBackupVault(context.Background(), &sdk.CreateLogicallyAirGappedBackupVaultInput{
			BackupVaultName: aws.String("central"), MinRetentionDays: &min, MaxRetentionDays: &max,
		})
		w.must(err)
		w.Advance(3 * time.Minute)
		w.putPolicy(organizationOnly)
	}
}

func (w *world) update(planID string, rules ...types.BackupRuleInput) {
	w.t.Helper()
	_, err := w.as(member).UpdateBackupPlan(context.Background(), &sdk.UpdateBackupPlanInput{
		BackupPlanId: &planID, BackupPlan: &types.BackupPlanInput{BackupPlanName: aws.String("plan"), Rules: rules},
	})
	w.must(err)
}

// openTo lets the organization copy into an account's vault of the name central.
func (w *world) openTo(account string) {
	w.t.Helper()
	_, err := w.as(account).PutBackupVaultAccessPolicy(context.Background(), &sdk.PutBackupVaultAccessPolicyInput{
		BackupVaultName: aws.String("central"), Policy: aws.String(organizationOnly),
	})
	w.must(err)
}
