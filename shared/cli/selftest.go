package cli

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/org"
	"farvault/shared/selftest"
)

// selftestCommand asks a live organization for what farvault and its simulator assume of AWS.
type selftestCommand struct {
	profileFlag
	Account  string   `help:"Ask this member; without it the first in scope." placeholder:"ID"`
	Region   string   `help:"Ask in this Region; without it in farvault's home Region." placeholder:"REGION"`
	Row      []string `help:"Show these rows alone." placeholder:"ROW"`
	Settings string   `help:"${settings}" type:"existingfile"`

	ManagementProfile string `help:"${managementProfile}" placeholder:"NAME"`
	MemberProfile     string `help:"${memberProfile}" placeholder:"NAME"`

	JSON bool `help:"${selftestJSON}" name:"json"`
}

// Help are examples.
func (selftestCommand) Help() string {
	return `Nothing is written. Answers: "as assumed", "otherwise" (with what was seen), "could not ask" (with the reason).
What only a write could settle is printed as instructions for a sandbox.

Examples:
  farvault selftest
  farvault selftest --account 222233334444 --member-profile member --management-profile management
  farvault selftest --row kms-tags-next-call
  farvault selftest --json >answers.jsonl

Exit status: 0 nothing is otherwise, 1 something is, 2 wrong use, 3 no row could be asked.`
}

// Run prints every row with its answer.
func (c selftestCommand) Run(ctx context.Context, s Streams) error {
	if c.Account != "" && !org.IsAccountID(c.Account) {
		return wrongUse("--account %s is not an account id of 12 digits", c.Account)
	}
	for _, id := range c.Row {
		if !slices.ContainsFunc(selftest.Rows(), func(r selftest.Row) bool { return r.ID == id }) {
			return wrongUse("there is no row %s: farvault selftest lists all", id)
		}
	}
	h, err := here(ctx, s, awsFlags{profileFlag: c.profileFlag}, c.Settings)
	if err != nil {
		return err
	}
	scope, names, err := c.scope(ctx, s, h)
	if err != nil {
		return err
	}
	results := c.chosen(selftest.Judge(h.world.Survey(ctx, scope)))
	show := showAnswers
	if c.JSON {
		show = func(w io.Writer, all []selftest.Result) error {
			return fileAnswers(w, all, selftest.NewPseudonyms(names...))
		}
	}
	if err := show(s.Out, results); err != nil {
		return err
	}
	return c.outcome(s, results)
}

// scope is where to ask, with the names of the organization's accounts.
func (c selftestCommand) scope(ctx context.Context, s Streams, h deployment) (cloud.SurveyScope, []string, error) {
	scope := cloud.SurveyScope{
		Member: c.Account, Region: c.Region, Protected: h.deployed.Regions(h.settings), Now: nowAt(ctx, h.config),
	}
	if scope.Region == "" {
		scope.Region = h.deployed.HomeRegion
	}
	var err error
	if scope.Management, err = profile(ctx, c.ManagementProfile, h.deployed.HomeRegion); err != nil {
		return scope, nil, err
	}
	if scope.Entered, err = profile(ctx, c.MemberProfile, h.deployed.HomeRegion); err != nil {
		return scope, nil, err
	}
	accounts, err := h.organization().Accounts(ctx)
	if err != nil {
		fmt.Fprintf(s.Err, "note: list the organization's accounts: %v\n", err)
	}
	var names []string
	for _, account := range accounts {
		names = append(names, account.Name)
		in, _ := chain.InScope(h.settings, h.deployed, account)
		if in && scope.Member == "" && account.State == org.Active && account.ID != h.deployed.CentralAccountID {
			scope.Member = account.ID
		}
	}
	return scope, names, nil
}

// profile is the configuration of a profile; nil for none.
func profile(ctx context.Context, name, region string) (*aws.Config, error) {
	if name == "" {
		return nil, nil
	}
	config, err := loadAWS(ctx, name, awsconfig.WithDefaultRegion(region))
	if err != nil {
		return nil, err
	}
	return &config, nil
}

// chosen are the rows that were asked for.
func (c selftestCommand) chosen(results []selftest.Result) []selftest.Result {
	if len(c.Row) == 0 {
		return results
	}
	return slices.DeleteFunc(results, func(r selftest.Result) bool { return !slices.Contains(c.Row, r.ID) })
}

// outcome counts the answers for people, and is the exit status.
func (c selftestCommand) outcome(s Streams, results []selftest.Result) error {
	counts := map[selftest.Answer]int{}
	for _, r := range results {
		counts[r.Answer]++
	}
	fmt.Fprintf(s.Err, "%d as assumed, %d otherwise, %d could not be asked, %d are for a sandbox\n",
		counts[selftest.AsAssumed], counts[selftest.Otherwise], counts[selftest.CouldNotAsk], counts[selftest.Sandbox])
	switch {
	case counts[selftest.Otherwise] > 0:
		return found
	case counts[selftest.AsAssumed] == 0 && counts[selftest.CouldNotAsk] > 0:
		return couldNotLook
	}
	return nil
}
