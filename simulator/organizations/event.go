package organizations

import "farvault/simulator/kernel"

const (
	home   = "us-east-1" // the one Region with the events of Organizations
	masked = "****"      // what CloudTrail shows of names and e-mail addresses

	apiCall      = "AWS API Call via CloudTrail"
	serviceEvent = "AWS Service Event via CloudTrail"
)

// emitCall tells the bus of the caller's account of an API call, a refused one too.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
func (s *Service) emitCall(c *kernel.Call, request, response map[string]any, failure error) {
	record := s.record(c.Operation, "AwsApiCall")
	record["userIdentity"] = c.Caller.Identity()
	record["sourceIPAddress"], record["userAgent"] = "192.0.2.10", "simulator"
	record["requestParameters"], record["requestID"] = nil, s.k.UUID("cloudtrail request")
	if request != nil {
		record["requestParameters"] = request
	}
	record["recipientAccountId"] = c.Account()
	if response != nil {
		record["responseElements"] = response
	}
	if known, ok := failure.(*kernel.Error); ok {
		record["errorCode"], record["errorMessage"] = known.Code, known.Message
	}
	s.emit(c.Account(), apiCall, record)
}

// emitService tells the management account's bus of what Organizations did by itself.
func (s *Service) emitService(name string, details map[string]any) {
	record := s.record(name, "AwsServiceEvent")
	record["userIdentity"] = map[string]any{"accountId": s.managementID, "invokedBy": "organizations.amazonaws.com"}
	record["sourceIPAddress"], record["userAgent"] = "organizations.amazonaws.com", "organizations.amazonaws.com"
	record["requestParameters"] = nil
	record["serviceEventDetails"] = details
	s.emit(s.managementID, serviceEvent, record)
}

// emitJoined tells that an account is a member now. AWS has announced the event and shows its record on no page.
// https://aws.amazon.com/about-aws/whats-new/2026/05/aws-organizations-cloudtrail/
func (s *Service) emitJoined(account, method string, at kernel.Time) {
	details := map[string]any{"accountId": account, "joinedMethod": method, "joinedTime": worded(at)}
	if s.k.Assume.JoinedNested {
		details = map[string]any{"joinedAccount": details}
	}
	s.emitService("AccountJoinedOrganization", details)
}

// record is what all CloudTrail records have.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
func (s *Service) record(name, kind string) map[string]any {
	return map[string]any{
		"eventVersion":       "1.08",
		"eventTime":          kernel.At(s.k.Clock.Now()).ISO(),
		"eventSource":        "organizations.amazonaws.com",
		"eventName":          name,
		"awsRegion":          home,
		"responseElements":   nil,
		"eventID":            s.k.UUID("cloudtrail event"),
		"readOnly":           false,
		"eventType":          kind,
		"managementEvent":    true,
		"recipientAccountId": s.managementID,
		"eventCategory":      "Management",
	}
}

func (s *Service) emit(account, detailType string, record map[string]any) {
	if s.Emit != nil {
		s.Emit(account, home, "aws.organizations", detailType, []string{}, record)
	}
}

// worded is a time as the records of Organizations write it within serviceEventDetails.
func worded(t kernel.Time) string { return t.UTC().Format("Jan 2, 2006 3:04:05 PM") }
