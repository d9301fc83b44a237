package config

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"farvault/shared/chain"
	"farvault/shared/org"
)

// environment reads variables and remembers what is wrong with them.
type environment struct {
	getenv   func(string) string
	mistakes []error
}

// err is every mistake, a line each; nil when there is none.
func (e *environment) err() error { return errors.Join(e.mistakes...) }

// deployment is where farvault runs. The bus must be of the central account and the home Region: EventBridge
// forwards an event once, so a bus elsewhere would never reach the queues.
func (e *environment) deployment() chain.Deployment {
	p := chain.Deployment{
		OrganizationID:      e.matching(OrganizationID, organizationID, "an organization id such as o-a1b2c3d4e5"),
		ManagementAccountID: e.account(ManagementAccountID),
		CentralAccountID:    e.account(CentralAccountID),
		HomeRegion:          e.matching(HomeRegion, region, "a Region such as eu-west-1"),
		CentralBusARN:       e.arn(CentralBusARN, "events"),
		Observes:            e.observes(),
	}
	p.Partition = org.Partition(p.HomeRegion)
	bus, err := org.ParseARN(p.CentralBusARN)
	if err == nil && len(e.mistakes) == 0 && (bus.Region != p.HomeRegion || bus.Account != p.CentralAccountID) {
		e.refuse(CentralBusARN, p.CentralBusARN, fmt.Sprintf("a bus of %s in %s", p.CentralAccountID, p.HomeRegion))
	}
	if p.ManagementAccountID != "" && p.ManagementAccountID == p.CentralAccountID {
		e.refuse(
			CentralAccountID,
			p.CentralAccountID,
			"another account than "+ManagementAccountID+": what protects the organization must not share its fate",
		)
	}
	return p
}

// observes reads the templates' Mode. A stack that is older than that has none, and protects.
func (e *environment) observes() bool {
	switch value := e.getenv(Mode); value {
	case "Observe":
		return true
	case "", "Protect":
		return false
	default:
		e.refuse(Mode, value, "Observe or Protect")
		return false
	}
}

// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
var (
	organizationID = regexp.MustCompile(`^o-[a-z0-9]{10,32}$`)
	region         = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]$`)
	tableName      = regexp.MustCompile(`^[a-zA-Z0-9_.-]{3,255}$`)
)

func (e *environment) matching(name string, pattern *regexp.Regexp, want string) string {
	value := e.getenv(name)
	if !pattern.MatchString(value) {
		e.refuse(name, value, want)
	}
	return value
}

func (e *environment) account(name string) string {
	value := e.getenv(name)
	if !org.IsAccountID(value) {
		e.refuse(name, value, "an account id of 12 digits")
	}
	return value
}

func (e *environment) tableName() string {
	return e.matching(TableName, tableName, "a table's name")
}

func (e *environment) arn(name, service string) string {
	value := e.getenv(name)
	if arn, err := org.ParseARN(value); err != nil || arn.Service != service {
		e.refuse(name, value, "an ARN of "+service)
	}
	return value
}

// secretARN never shows a wrong value: what people put there by mistake is the secret itself.
func (e *environment) secretARN(name string) string {
	value := e.getenv(name)
	if arn, err := org.ParseARN(value); err != nil || arn.Service != "secretsmanager" {
		e.mistakes = append(
			e.mistakes,
			fmt.Errorf(
				"environment variable %s must be the ARN of a secret that holds the webhook (its value is not shown)",
				name,
			),
		)
		return ""
	}
	return value
}

// queueURL takes http as well: an emulator's queues are there.
func (e *environment) queueURL(name string) string {
	value := e.getenv(name)
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.Trim(u.Path, "/") == "" {
		e.refuse(name, value, "the URL of a queue")
	}
	return value
}

func (e *environment) settingsFile() string {
	if value := e.getenv(SettingsFile); value != "" {
		return value
	}
	return DefaultSettingsFile
}

func (e *environment) refuse(name, value, want string) {
	if value == "" {
		e.mistakes = append(e.mistakes, fmt.Errorf("environment variable %s is missing: must be %s", name, want))
		return
	}
	e.mistakes = append(e.mistakes, fmt.Errorf("environment variable %s is %q: must be %s", name, value, want))
}
