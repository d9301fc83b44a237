package audit

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sort"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"farvault/demo/stage"
	"farvault/shared/policy"
	sim "farvault/simulator/backup"
	simiam "farvault/simulator/iam"
	"farvault/simulator/kernel"
)

// begins is when the world begins.
var begins = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// operators is the role that the parameter OperatorPrincipalArns names. It may assume any role that lets it in.
const operators = "arn:aws:iam::" + stage.CentralID + ":role/operators"

// member is the account whose copy is in the central vault.
var member = stage.Members[0].ID

// world is the stage with a copy in the central vault.
type world struct {
	stage      *stage.Stage
	owner      aws.Config // the central account's administrator, who must be able to read the copy
	vault      string     // the central vault's name
	copy, key  string     // ARNs of the copy and of its key
	local      string     // ARN of the recovery point that was copied
	keptUntil  time.Time
	configs    map[string]aws.Config // sessions, by role
	candidates map[string][]call
}

// principal is whom the search acts as.
type principal struct{ name, role string }

// session is one that is held: a role's.
type session struct {
	role, account string
	config        aws.Config
}

func newWorld(ctx context.Context, files fs.FS) (*world, error) {
	silent := slog.New(slog.DiscardHandler)
	s, err := stage.New(
		ctx,
		stage.Options{Files: files, Begins: begins, Operators: operators, Log: func(string) *slog.Logger { return silent }},
	)
	if err != nil {
		return nil, err
	}
	w := &world{stage: s, owner: s.World.Administrator(stage.CentralID, stage.HomeRegion),
		vault: s.Settings.CentralVault.NameFor(member), configs: map[string]aws.Config{}, candidates: map[string][]call{}}
	s.World.Lock()
	s.World.KMS.TagDelay = 0 // whoever waits has what a tag gives
	s.World.IAM.PutRole(stage.CentralID, administrator("operators", `"sts:AssumeRole"`))
	s.World.IAM.PutRole(member, administrator("administrator", `"*"`))
	for _, account := range []string{stage.CentralID, member} {
		s.World.IAM.PutManagedPolicy(account, admin, policy.MustParse(everything))
	}
	s.World.Unlock()
	s.World.Advance(20 * time.Minute)
	if err := w.copied(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return w, nil
}

// administrator is a role that may do all of that.
func administrator(name, actions string) simiam.Role {
	return simiam.Role{
		Name:  name,
		Path:  "/",
		Trust: policy.Trust("ec2.amazonaws.com"),
		Inline: map[string]policy.Document{
			"all": policy.MustParse(
				`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[` + actions + `],"Resource":"*"}]}`,
			),
		},
	}
}

// copied backs a file system of the member up and copies it, as farvault's plan does.
func (w *world) copied(ctx context.Context) error {
	s, role := w.stage, "arn:aws:iam::"+member+":role/farvault/farvault-backup"
	s.World.Lock()
	resource := s.World.Backup.AddResource(member, stage.HomeRegion, sim.Resource{Type: "EFS"})
	s.World.Unlock()
	client := backup.NewFromConfig(s.World.Administrator(member, stage.HomeRegion))
	days, local := int64(120), s.Settings.LocalVault.BackupVaultName
	job, err := client.StartBackupJob(ctx, &backup.StartBackupJobInput{
		BackupVaultName: &local, ResourceArn: &resource, IamRoleArn: &role, Lifecycle: deleteAfter(days)})
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	s.World.Advance(20 * time.Minute)
	done, err := client.DescribeBackupJob(ctx, &backup.DescribeBackupJobInput{BackupJobId: job.BackupJobId})
	if err != nil {
		return fmt.Errorf("see the backup: %w", err)
	}
	w.local = aws.ToString(done.RecoveryPointArn)
	vault := "arn:aws:backup:" + stage.HomeRegion + ":" + stage.CentralID + ":backup-vault:" + w.vault
	if _, err := client.StartCopyJob(
		ctx,
		&backup.StartCopyJobInput{RecoveryPointArn: &w.local, SourceBackupVaultName: &local,
			DestinationBackupVaultArn: &vault, IamRoleArn: &role, Lifecycle: deleteAfter(days)},
	); err != nil {
		return fmt.Errorf("copy %s: %w", w.local, err)
	}
	s.World.Advance(20 * time.Minute)
	list, err := backup.NewFromConfig(w.owner).
		ListRecoveryPointsByBackupVault(ctx, &backup.ListRecoveryPointsByBackupVaultInput{BackupVaultName: &w.vault})
	if err != nil || len(list.RecoveryPoints) != 1 {
		return errors.Join(errors.New("the copy is not in the central vault"), err)
	}
	point := list.RecoveryPoints[0]
	w.copy, w.key = aws.ToString(point.RecoveryPointArn), aws.ToString(point.EncryptionKeyArn)
	w.keptUntil = aws.ToTime(point.CalculatedLifecycle.DeleteAt)
	if harm, err := w.harm(ctx); err != nil || harm != "" {
		return errors.Join(fmt.Errorf("the copy is harmed before anybody did anything: %s", harm), err)
	}
	return nil
}

// principals are those of the question: the four functions' roles, the operators, and a member's administrator.
func (w *world) principals() []principal {
	all := []principal{
		{"OperatorPrincipalArns", operators},
		{"a member's administrator", "arn:aws:iam::" + member + ":role/administrator"},
	}
	for _, function := range []string{"provision", "alert", "sweep", "slack"} {
		all = append(
			all,
			principal{"farvault-" + function, "arn:aws:iam::" + stage.CentralID + ":role/farvault/farvault-" + function},
		)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].name < all[j].name })
	return all
}

func accountOf(role string) string { return strings.Split(role, ":")[4] }

// session is one of that role, by AWS's own hand: whose code runs in it is the question.
func (w *world) session(role string) session {
	config, known := w.configs[role]
	if !known {
		w.stage.World.Lock()
		config = w.stage.World.Config(w.stage.World.Mint(kernel.RoleSession(role, "search")), stage.HomeRegion)
		config.RetryMaxAttempts = 1
		w.stage.World.Unlock()
		w.configs[role] = config
	}
	return session{role: role, account: accountOf(role), config: config}
}

// enter assumes a role.
func (w *world) enter(ctx context.Context, by session, role string) (*session, error) {
	_, err := sts.NewFromConfig(by.config).
		AssumeRole(ctx, &sts.AssumeRoleInput{RoleArn: &role, RoleSessionName: aws.String("search")})
	if err != nil {
		return nil, err
	}
	gained := w.session(role)
	return &gained, nil
}

func (w *world) keep() func() {
	w.stage.World.Lock()
	defer w.stage.World.Unlock()
	restore := w.stage.World.Keep()
	return func() {
		w.stage.World.Lock()
		defer w.stage.World.Unlock()
		restore()
	}
}

// digest tells states apart by what decides of the copy, and by whose sessions are held.
func (w *world) digest(held []session) string {
	var roles []string
	for _, s := range held {
		roles = append(roles, s.role)
	}
	sort.Strings(roles)
	w.stage.World.Lock()
	defer w.stage.World.Unlock()
	return w.stage.World.Digest(stage.CentralID) + strings.Join(roles, " ")
}

// roleNames are the roles of an account that are there now and not AWS's own.
func (w *world) roleNames(account string) (arns []string) {
	out, err := iam.NewFromConfig(w.stage.World.Administrator(account, stage.GlobalRegion)).
		ListRoles(context.Background(), &iam.ListRolesInput{})
	if err != nil {
		return nil
	}
	for _, r := range out.Roles {
		if !strings.Contains(*r.Arn, "/aws-service-role/") {
			arns = append(arns, *r.Arn)
		}
	}
	return arns
}
