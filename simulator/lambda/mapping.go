package lambda

import (
	"slices"
	"strconv"
	"time"

	"farvault/shared/org"
	"farvault/simulator/kernel"
	"farvault/simulator/sqs"
)

// Mapping is an event source mapping of an SQS queue.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html
type Mapping struct {
	FunctionARN, QueueARN   string
	BatchSize               int // 10 when zero
	ReportBatchItemFailures bool
	Disabled                bool
}

// mapping is a Mapping at work.
type mapping struct {
	Mapping
	function *function
	refused  int   // polls that the role did not allow
	problem  error // of the last poll
}

// PollingProblem is a mapping that could not poll its queue.
type PollingProblem struct {
	Mapping
	Times int
	Last  string
}

// Map makes a function poll a queue of its Region. As AWS does, it refuses a
// queue whose messages would come back before the function has to have ended:
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
func (s *Service) Map(m Mapping) error {
	f, ok := s.functions[m.FunctionARN]
	if !ok {
		return noFunction(m.FunctionARN)
	}
	queue, ok := s.queues.Queue(m.QueueARN)
	if !ok || queue.Region != f.Region {
		return kernel.Fail(
			"InvalidParameterValueException",
			"Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error "+
				"Message: The specified queue does not exist.",
		)
	}
	visibility, err := strconv.Atoi(queue.Attributes["VisibilityTimeout"])
	if err != nil {
		return err
	}
	if hidden := time.Duration(visibility) * time.Second; hidden < f.Timeout {
		return kernel.Fail(
			"InvalidParameterValueException",
			"Queue visibility timeout: %d seconds is less than Function timeout: %d seconds",
			visibility,
			int(f.Timeout.Seconds()),
		)
	}
	switch {
	case m.BatchSize == 0:
		m.BatchSize = 10
	case m.BatchSize < 1 || m.BatchSize > 10: // up to 10,000 with a batching window, which is not simulated
		return kernel.Fail(
			"InvalidParameterValueException",
			"Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
		)
	}
	s.mappings = append(s.mappings, &mapping{Mapping: m, function: f})
	return nil
}

// Unmap ends the polling of a queue for a function.
func (s *Service) Unmap(m Mapping) {
	s.mappings = slices.DeleteFunc(slices.Clone(s.mappings), func(one *mapping) bool {
		return one.FunctionARN == m.FunctionARN && one.QueueARN == m.QueueARN
	})
}

// PollingProblems are the mappings whose role has refused them their queue so far. Locks.
func (s *Service) PollingProblems() []PollingProblem {
	s.k.Lock()
	defer s.k.Unlock()
	var out []PollingProblem
	for _, m := range s.mappings {
		if m.refused > 0 {
			out = append(out, PollingProblem{Mapping: m.Mapping, Times: m.refused, Last: m.problem.Error()})
		}
	}
	return out
}

// pollQueues gives each mapping one batch, and reports whether there was any. It runs unlocked.
func (s *Service) pollQueues() bool {
	s.k.Lock()
	mappings, held := s.mappings, s.held
	s.k.Unlock()
	if held {
		return false
	}
	busy := false
	for _, m := range mappings {
		batch := s.poll(m, m.BatchSize)
		if len(batch) == 0 {
			continue
		}
		busy = true
		result, err := s.invoke(m.function, event(m.QueueARN, batch))
		s.settle(m, batch, failed(m.Mapping, batch, result, err))
	}
	return busy
}

// poll receives a batch of at most so many messages as the function's role, which must be allowed to receive,
// to delete and to read the queue's attributes.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
func (s *Service) poll(m *mapping, most int) []sqs.Message {
	s.k.Lock()
	defer s.k.Unlock()
	if m.Disabled || !s.queues.HasVisible(m.QueueARN) {
		return nil
	}
	caller, err := s.roles.Assume(m.function.RoleARN, principal)
	if err == nil {
		err = s.queues.Permitted(caller, m.QueueARN, "GetQueueAttributes", "DeleteMessage")
	}
	var batch []sqs.Message
	if err == nil {
		batch, err = s.queues.Receive(caller, m.QueueARN, most)
	}
	if err != nil {
		m.refused++
		m.problem = err
	}
	return batch
}

// settle deletes what was done; the rest comes back when its visibility timeout ends.
func (s *Service) settle(m *mapping, batch []sqs.Message, failures map[string]bool) {
	s.k.Lock()
	defer s.k.Unlock()
	caller, err := s.roles.Assume(m.function.RoleARN, principal)
	for _, message := range batch {
		if err == nil && !failures[message.MessageID] {
			err = s.queues.Delete(caller, m.QueueARN, message.ReceiptHandle)
		}
	}
	if err != nil {
		m.refused++
		m.problem = err
	}
}

func regionOf(arn string) string {
	parsed, err := org.ParseARN(arn)
	if err != nil {
		return ""
	}
	return parsed.Region
}
