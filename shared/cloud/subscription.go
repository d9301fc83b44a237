package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"farvault/shared/org"
)

// Subscription is one of a topic.
type Subscription struct {
	Protocol, Endpoint string
	Confirmed          bool // what is not gets no message
}

// pendingConfirmation stands for the ARN of a subscription that nobody has confirmed.
// https://docs.aws.amazon.com/sns/latest/api/API_Subscription.html
const pendingConfirmation = "PendingConfirmation"

// TopicARN is the ARN of one of farvault's topics.
func (c *Cloud) TopicARN(name string) string {
	d := c.deployment
	return org.ARN{Partition: d.Partition, Service: "sns", Region: d.HomeRegion, Account: d.CentralAccountID,
		Resource: name}.String()
}

// Subscriptions are those of one of the central account's topics, read with the caller's own credentials.
func (c *Cloud) Subscriptions(ctx context.Context, topicARN string) (all []Subscription, err error) {
	pages := sns.NewListSubscriptionsByTopicPaginator(
		sns.NewFromConfig(c.config), &sns.ListSubscriptionsByTopicInput{TopicArn: aws.String(topicARN)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, translate("list the subscriptions of "+topicARN, err)
		}
		for _, s := range page.Subscriptions {
			all = append(all, Subscription{
				Protocol: aws.ToString(s.Protocol), Endpoint: aws.ToString(s.Endpoint),
				Confirmed: aws.ToString(s.SubscriptionArn) != pendingConfirmation,
			})
		}
	}
	return all, nil
}
