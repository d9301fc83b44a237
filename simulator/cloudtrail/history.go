package cloudtrail

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"farvault/simulator/kernel"
	"farvault/simulator/page"
)

// The event history of an account and Region is there without a trail, and goes 90 days back. At least the
// last 2,000 are remembered here, the oldest are forgotten.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html
const (
	historyDays = 90 * 24 * time.Hour
	remembered  = 2000
)

// where is an account and a Region.
type where struct{ account, region string }

// entry is a record in the history.
type entry struct {
	at     time.Time
	record map[string]any
}

// Remember puts a record into the history of an account and Region, as the world's own hand.
func (s *Service) Remember(account, region string, at time.Time, record map[string]any) {
	place := where{account, region}
	all := append(s.history[place], entry{at, record})
	if len(all) == 2*remembered {
		all = slices.Clone(all[remembered:])
	}
	s.history[place] = all
}

type lookupAttribute struct{ AttributeKey, AttributeValue string }

type lookupInput struct {
	LookupAttributes   []lookupAttribute
	StartTime, EndTime kernel.Time
	MaxResults         int
	NextToken          string
}

type lookedUp struct {
	EventId, EventName, EventSource, ReadOnly string
	EventTime                                 kernel.Time
	CloudTrailEvent                           string
}

type lookupOutput struct {
	Events    []lookedUp
	NextToken string `json:",omitempty"`
}

// members are the members of a record by the attribute that looks for them. Others are not simulated.
var members = map[string]string{"EventName": "eventName", "EventSource": "eventSource", "EventId": "eventID"}

// lookupEvents lists what happened in the last 90 days, newest first, at most 50 at a time, by one attribute at most.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
func (s *Service) lookupEvents(c *kernel.Call, in lookupInput) (lookupOutput, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "cloudtrail:LookupEvents"}); err != nil {
		return lookupOutput{}, err
	}
	if len(in.LookupAttributes) > 1 {
		return lookupOutput{}, kernel.Fail("InvalidLookupAttributesException", "You can provide only one lookup attribute.")
	}
	for _, asked := range in.LookupAttributes {
		if members[asked.AttributeKey] == "" {
			return lookupOutput{}, kernel.Fail(
				"InvalidLookupAttributesException", "The attribute %s is not simulated.", asked.AttributeKey)
		}
	}
	if in.MaxResults < 0 || in.MaxResults > 50 {
		return lookupOutput{}, kernel.Fail("InvalidMaxResultsException", "MaxResults must be between 1 and 50.")
	}
	if in.MaxResults == 0 {
		in.MaxResults = 50
	}
	events := []lookedUp{}
	for _, e := range slices.Backward(s.history[where{c.Account(), c.Region}]) {
		if c.Now.Sub(e.at) <= historyDays && in.asks(e) {
			events = append(events, e.shown())
		}
	}
	part, next, err := page.Cut(events, in.NextToken, in.MaxResults)
	if err != nil {
		return lookupOutput{}, kernel.Fail("InvalidNextTokenException", "Invalid NextToken: %v", err)
	}
	return lookupOutput{part, next}, nil
}

func (in lookupInput) asks(e entry) bool {
	for _, asked := range in.LookupAttributes {
		if e.record[members[asked.AttributeKey]] != asked.AttributeValue {
			return false
		}
	}
	return (in.StartTime.IsZero() || !e.at.Before(in.StartTime.Time)) &&
		(in.EndTime.IsZero() || !e.at.After(in.EndTime.Time))
}

func (e entry) shown() lookedUp {
	text, err := json.Marshal(e.record)
	if err != nil {
		panic(fmt.Sprintf("simulator: record: %v", err)) // a service tells what does not encode
	}
	id, _ := e.record["eventID"].(string)
	name, _ := e.record["eventName"].(string)
	source, _ := e.record["eventSource"].(string)
	readOnly, _ := e.record["readOnly"].(bool)
	return lookedUp{
		EventId: id, EventName: name, EventSource: source, ReadOnly: strconv.FormatBool(readOnly),
		EventTime: kernel.At(e.at), CloudTrailEvent: string(text),
	}
}
