package cloud

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/smithy-go"

	"farvault/shared/chain"
	"farvault/shared/selftest"
)

// SurveyScope is where the assumptions of package selftest are asked, and by whose credentials.
type SurveyScope struct {
	Member    string    // an account
	Region    string    // in which it is protected
	Protected []string  // all Regions that are
	Now       time.Time // what day is today

	// Management and Entered are credentials of the management account and of the member; nil: farvault's reader role,
	// which may not read the event history.
	Management, Entered *aws.Config
}

// Survey reads the facts for package selftest. It writes nothing, and a fact that could not be read says why.
func (c *Cloud) Survey(ctx context.Context, scope SurveyScope) selftest.Facts {
	s := survey{cloud: c, scope: scope}
	s.central = newSession(c.config, c.deployment.CentralAccountID)
	s.management, s.closed.management = s.open(ctx, c.deployment.ManagementAccountID, scope.Management)
	s.member, s.closed.member = s.open(ctx, scope.Member, scope.Entered)
	f := selftest.Facts{Member: scope.Member, Region: scope.Region}
	f.Arrived = surveyed(s.arrived(ctx))
	f.Vaults = surveyed(s.vaults(ctx))
	f.Missing = surveyed(s.missingVault(ctx))
	f.CentralCopies = surveyed(s.history(ctx, s.central, scope.Region, copyEvents...))
	f.Joins = surveyedIn(s.closed.management, func() ([]selftest.Record, error) { return s.joins(ctx) })
	s.readMember(ctx, &f)
	return f
}

// readMember reads what the member alone can say.
func (s survey) readMember(ctx context.Context, f *selftest.Facts) {
	closed := s.closed.member
	f.Copies = surveyedIn(closed, func() ([]selftest.CopyJob, error) { return s.copies(ctx) })
	f.Today = surveyedIn(firstError(closed, s.closed.management), func() (selftest.Day, error) { return s.today(ctx) })
	f.Virgin = surveyedIn(closed, func() (selftest.Virgin, error) { return s.virgin(ctx) })
	f.Lists = surveyedIn(closed, func() ([]selftest.List, error) { return s.lists(ctx) })
	f.Types = surveyedIn(closed, func() ([]selftest.Region, error) { return s.types(ctx) })
	f.Disabled = surveyedIn(closed, func() (selftest.Refusal, error) { return s.disabled(ctx) })
	f.Managed = surveyedIn(closed, func() ([]selftest.KeyPolicy, error) { return s.managedKeys(ctx) })
	f.Entry = surveyedIn(closed, func() (selftest.Entry, error) { return s.entry(ctx) })
	f.Trust = surveyedIn(closed, func() (selftest.Trust, error) { return s.trust(ctx) })
	f.MemberCopies = surveyedIn(closed, func() ([]selftest.Record, error) {
		return s.history(ctx, s.member, s.scope.Region, copyEvents...)
	})
	f.PlanCalls = surveyedIn(closed, func() ([]selftest.Record, error) {
		return s.history(ctx, s.member, s.scope.Region, "CreateBackupPlan", "CreateBackupSelection")
	})
}

// survey is the reading of the facts, once.
type survey struct {
	cloud                       *Cloud
	scope                       SurveyScope
	central, management, member *session
	closed                      struct{ management, member error } // why an account could not be entered
}

func (s survey) open(ctx context.Context, account string, own *aws.Config) (*session, error) {
	switch {
	case account == "":
		return nil, errors.New("no account of the organization is in scope")
	case own != nil:
		return newSession(*own, account), nil
	}
	return s.cloud.enter(ctx, account, chain.ReaderRole)
}

// surveyed is a fact, or why there is none.
func surveyed[T any](value T, err error) selftest.Read[T] {
	if err != nil {
		return selftest.Read[T]{Why: err.Error()}
	}
	return selftest.Read[T]{Value: value, Known: true}
}

// surveyedIn is surveyed of an account that may be closed.
func surveyedIn[T any](closed error, look func() (T, error)) selftest.Read[T] {
	if closed != nil {
		return selftest.Read[T]{Why: closed.Error()}
	}
	return surveyed(look())
}

// firstError is the first that is one.
func firstError(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

// enough is how many copies the central vaults are read for.
const enough = 200

// arrived are recovery points of other accounts in the central account's vaults of the Region.
func (s survey) arrived(ctx context.Context) ([]selftest.Arrival, error) {
	vaults, err := s.central.in(s.scope.Region).vaults(ctx)
	if err != nil {
		return nil, translate("list vaults of account "+s.central.account, err)
	}
	var found []selftest.Arrival
	for _, v := range vaults {
		pages := backup.NewListRecoveryPointsByBackupVaultPaginator(
			s.central.in(s.scope.Region).backup,
			&backup.ListRecoveryPointsByBackupVaultInput{BackupVaultName: v.BackupVaultName},
		)
		for pages.HasMorePages() && len(found) < enough {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, translate("list recovery points of vault "+aws.ToString(v.BackupVaultName), err)
			}
			for _, p := range page.RecoveryPoints {
				if aws.ToString(p.SourceBackupVaultArn) != "" {
					found = append(found, surveyedArrival(p))
				}
			}
		}
	}
	return found, nil
}

func surveyedArrival(p types.RecoveryPointByBackupVault) selftest.Arrival {
	return selftest.Arrival{
		ARN:            aws.ToString(p.RecoveryPointArn),
		SourceVaultARN: aws.ToString(p.SourceBackupVaultArn),
		ResourceARN:    aws.ToString(p.ResourceArn),
		Created:        aws.ToTime(p.CreationDate),
		Completed:      aws.ToTime(p.CompletionDate),
	}
}

// vaults are those of the central account and, where it is open, of the member.
func (s survey) vaults(ctx context.Context) ([]selftest.Vault, error) {
	sessions := []*session{s.central}
	if s.closed.member == nil {
		sessions = append(sessions, s.member)
	}
	var found []selftest.Vault
	for _, where := range sessions {
		vaults, err := where.in(s.scope.Region).vaults(ctx)
		if err != nil {
			return nil, translate("list vaults of account "+where.account, err)
		}
		for _, v := range vaults {
			found = append(found, selftest.Vault{
				Name: aws.ToString(v.BackupVaultName), Type: string(v.VaultType), KeyARN: aws.ToString(v.EncryptionKeyArn),
				OwnedByAWS: v.EncryptionKeyType == types.EncryptionKeyTypeAwsOwnedKmsKey,
			})
		}
	}
	return found, nil
}

// nobodysVault is a name that no vault has.
const nobodysVault = "farvault-selftest-nobodys"

// missingVault asks for a vault that is not there.
func (s survey) missingVault(ctx context.Context) (selftest.Refusal, error) {
	_, err := s.central.in(s.scope.Region).backup.DescribeBackupVault(
		ctx, &backup.DescribeBackupVaultInput{BackupVaultName: aws.String(nobodysVault)})
	return whyRefused(s.scope.Region, err)
}

// whyRefused is AWS's, or the error of a call that AWS did not answer.
func whyRefused(region string, err error) (selftest.Refusal, error) {
	var api smithy.APIError
	switch {
	case err == nil:
		return selftest.Refusal{}, fmt.Errorf("nothing was refused in %s", region)
	case !errors.As(err, &api):
		return selftest.Refusal{}, err
	}
	return selftest.Refusal{Region: region, Code: api.ErrorCode(), Message: api.ErrorMessage()}, nil
}
