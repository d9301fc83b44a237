package cloud

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"farvault/shared/chain"
	"farvault/shared/selftest"
)

// copyEvents are what AWS Backup tells CloudTrail of copies.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/logging-using-cloudtrail.html
var copyEvents = []string{"CopyJobStarted", "CopyJobCompleted"}

// historyPages bounds the reading of the event history: it takes two questions a second, of 50 events each.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
const historyPages = 10

// patience is how often a question is asked that came too soon after another.
const patience = 8

// history reads events of these names from the last 90 days of an account and Region, oldest first.
func (s survey) history(
	ctx context.Context,
	where *session,
	region string,
	names ...string,
) ([]selftest.Record, error) {
	return s.historyIn(ctx, where, region, time.Time{}, time.Time{}, names...)
}

// historyIn is history between two times; zero is as far as it goes.
func (s survey) historyIn(
	ctx context.Context,
	where *session,
	region string,
	from, to time.Time,
	names ...string,
) ([]selftest.Record, error) {
	client := cloudtrail.NewFromConfig(where.config, func(o *cloudtrail.Options) {
		o.Region, o.RetryMaxAttempts = region, patience
	})
	var found []selftest.Record
	for _, name := range names {
		in := &cloudtrail.LookupEventsInput{LookupAttributes: []types.LookupAttribute{
			{AttributeKey: types.LookupAttributeKeyEventName, AttributeValue: aws.String(name)},
		}}
		if !from.IsZero() {
			in.StartTime, in.EndTime = aws.Time(from), aws.Time(to)
		}
		pages := cloudtrail.NewLookupEventsPaginator(client, in)
		for n := 0; pages.HasMorePages() && n < historyPages; n++ {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, translate("look up "+name+" in the event history of account "+where.account, err)
			}
			for _, e := range page.Events {
				found = append(found, record(e))
			}
		}
	}
	slices.SortStableFunc(found, func(a, b selftest.Record) int { return a.At.Compare(b.At) })
	return found, nil
}

// record is an event of the history. One that cannot be read is kept as text.
func record(e types.Event) selftest.Record {
	r := selftest.Record{
		At: aws.ToTime(e.EventTime), Name: aws.ToString(e.EventName), Text: aws.ToString(e.CloudTrailEvent),
	}
	var known struct {
		ErrorCode    string `json:"errorCode"`
		UserIdentity struct {
			ARN string `json:"arn"`
		} `json:"userIdentity"`
	}
	if json.Unmarshal([]byte(r.Text), &known) == nil {
		r.ErrorCode, r.Caller = known.ErrorCode, known.UserIdentity.ARN
	}
	_ = json.Unmarshal([]byte(r.Text), &r.Document) // what is no object has no members
	return r
}

// joins are the events of accounts that joined the organization.
func (s survey) joins(ctx context.Context) ([]selftest.Record, error) {
	region := s.cloud.deployment.OrganizationsRegion()
	return s.history(ctx, s.management, region, "AccountJoinedOrganization", "CreateAccountResult")
}

// entrySoon is how long after a role was made its use is looked for.
const entrySoon = 15 * time.Minute

// entry is the member's reader role, with who tried to assume it from the central account when it was new. AWS shows a
// refused AssumeRole to the caller's account alone.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
func (s survey) entry(ctx context.Context) (selftest.Entry, error) {
	out, err := s.member.iam().GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(chain.ReaderRole)})
	if err != nil {
		return selftest.Entry{}, translate("read role "+chain.ReaderRole, err)
	}
	entry := selftest.Entry{RoleCreated: aws.ToTime(out.Role.CreateDate)}
	tries, err := s.historyIn(ctx, s.central, s.cloud.deployment.HomeRegion,
		entry.RoleCreated.Add(-time.Second), entry.RoleCreated.Add(entrySoon), assumeRole)
	if err != nil {
		return selftest.Entry{}, err
	}
	for _, t := range tries {
		if strings.Contains(t.Text, ":"+s.member.account+":role/") {
			entry.Tries = append(entry.Tries, t)
		}
	}
	return entry, nil
}
