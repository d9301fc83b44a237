package cloud

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/chain"
)

// observePlan finds the plan by name. AWS lets several plans have one name: of farvault's own the oldest is the
// plan and the others are surplus; somebody else's is seen only where farvault has none.
func observePlan(ctx context.Context, s *session, want chain.BackupPlan, _ view) (*chain.Found, error) {
	client := s.in(want.Region).backup
	all, err := s.in(want.Region).plans(ctx)
	if err != nil {
		return nil, translate("list backup plans for "+want.Ref().String(), err)
	}
	named := plansNamed(all, want.Name)
	var ours []string
	managedBy := ""
	for _, p := range named {
		tagged, err := s.in(want.Region).backupTags(ctx, p.BackupPlanArn)
		if err != nil {
			return nil, translate("read tags of "+want.Ref().String(), err)
		}
		managedBy = cmp.Or(managedBy, chain.ManagerOf(chain.KindBackupPlan, want.Name, tagged))
		if owned(tagged) {
			ours = append(ours, aws.ToString(p.BackupPlanId))
		}
	}
	switch {
	case len(named) == 0:
		return nil, nil
	case managedBy != "":
		return &chain.Found{Link: want, ManagedBy: managedBy}, nil
	case len(ours) > 0:
		return readPlan(ctx, client, want, ours, true)
	case s.closely(want.Ref(), false):
		return readPlan(ctx, client, want, planIDs(named), false)
	}
	return &chain.Found{
		Link: chain.BackupPlan{
			Account: want.Account,
			Region:  want.Region,
			Name:    want.Name,
			ID:      aws.ToString(named[0].BackupPlanId),
		},
	}, nil
}

// readPlan reads the first of the plans of a name.
func readPlan(
	ctx context.Context,
	client *backup.Client,
	want chain.BackupPlan,
	ids []string,
	ours bool,
) (*chain.Found, error) {
	var body []byte
	plan, err := client.GetBackupPlan(ctx, &backup.GetBackupPlanInput{BackupPlanId: aws.String(ids[0])}, keeping(&body))
	if err != nil {
		return nil, translate("read "+want.Ref().String(), err)
	}
	var whole planBody
	if err := json.Unmarshal(body, &whole); err != nil {
		return nil, fmt.Errorf("read %s: %w", want.Ref(), err)
	}
	found := chain.BackupPlan{
		Account: want.Account,
		Region:  want.Region,
		Name:    want.Name,
		ID:      ids[0],
		ARN:     aws.ToString(plan.BackupPlanArn),
		Surplus: ids[1:],

		Document: string(whole.BackupPlan),
	}
	for _, r := range plan.BackupPlan.Rules {
		found.Rules = append(found.Rules, readRule(r))
	}
	return &chain.Found{Link: found, Owned: ours}, nil
}

func planIDs(plans []types.BackupPlansListMember) []string {
	ids := make([]string, len(plans))
	for i, p := range plans {
		ids[i] = aws.ToString(p.BackupPlanId)
	}
	return ids
}

func adoptPlan(ctx context.Context, s *session, plan chain.BackupPlan) error {
	return tagBackup(ctx, s.in(plan.Region).backup, plan.ARN, plan.Ref())
}

// listPlans are all plans of the account in the Region.
func (r *regional) listPlans(ctx context.Context) ([]types.BackupPlansListMember, error) {
	var all []types.BackupPlansListMember
	pages := backup.NewListBackupPlansPaginator(r.backup, &backup.ListBackupPlansInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, page.BackupPlansList...)
	}
	return all, nil
}

// plansNamed are the plans of a name, oldest first.
func plansNamed(all []types.BackupPlansListMember, name string) []types.BackupPlansListMember {
	var named []types.BackupPlansListMember
	for _, p := range all {
		ofService := chain.ManagerOfPlan("", aws.ToString(p.BackupPlanId), nil) != ""
		if aws.ToString(p.BackupPlanName) == name && !ofService {
			named = append(named, p)
		}
	}
	slices.SortStableFunc(named, func(a, b types.BackupPlansListMember) int {
		if c := aws.ToTime(a.CreationDate).Compare(aws.ToTime(b.CreationDate)); c != 0 {
			return c
		}
		return strings.Compare(aws.ToString(a.BackupPlanId), aws.ToString(b.BackupPlanId))
	})
	return named
}

func writePlan(ctx context.Context, s *session, e edit[chain.BackupPlan], _ view) (chain.BackupPlan, error) {
	client, plan := s.in(e.want.Region).backup, e.want
	input := planInput(plan)
	if !e.create {
		plan.ID = e.got.ID
		_, err := client.UpdateBackupPlan(
			ctx,
			&backup.UpdateBackupPlanInput{BackupPlanId: aws.String(plan.ID), BackupPlan: input},
			sending(carriedFrom(e.got.Document)),
		)
		return plan, translate("update "+plan.Ref().String(), err)
	}
	made, err := client.CreateBackupPlan(ctx, &backup.CreateBackupPlanInput{
		BackupPlan:       input,
		BackupPlanTags:   ownerTags(),
		CreatorRequestId: aws.String(chain.Token(plan.Ref().String())),
	})
	if err != nil {
		return plan, translate("create "+plan.Ref().String(), err)
	}
	plan.ID = aws.ToString(made.BackupPlanId)
	return plan, nil
}

func planInput(plan chain.BackupPlan) *types.BackupPlanInput {
	input := &types.BackupPlanInput{BackupPlanName: aws.String(plan.Name)}
	for _, r := range plan.Rules {
		input.Rules = append(input.Rules, ruleInput(r))
	}
	if plan.WindowsVSS != "" {
		input.AdvancedBackupSettings = []types.AdvancedBackupSetting{{
			ResourceType: aws.String("EC2"), BackupOptions: map[string]string{"WindowsVSS": plan.WindowsVSS},
		}}
	}
	return input
}

// planBody is where a plan's document stands in requests and answers.
type planBody struct {
	BackupPlan json.RawMessage
}

// carriedFrom adds to a request what the found plan says beside what farvault writes.
func carriedFrom(document string) func([]byte) ([]byte, error) {
	return func(body []byte) ([]byte, error) {
		var request planBody
		err := json.Unmarshal(body, &request)
		if err == nil && document != "" {
			request.BackupPlan, err = chain.CarryPlan(request.BackupPlan, json.RawMessage(document))
		}
		if err != nil {
			return nil, fmt.Errorf("carry the found plan over: %w", err)
		}
		return json.Marshal(request)
	}
}
