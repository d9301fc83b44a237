package lambda

import "fmt"

// Batch is what waits for a function. Run runs the function with it once and, where a queue had it, deletes from the
// queue what was done. It may be called several times, and by several at the same time: SQS delivers at least once, and
// Lambda runs a function for each batch that is there.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
type Batch struct {
	Function string
	Payload  []byte
	Run      func() error
}

// Hold keeps the world from running functions by itself, one after the other: what comes waits until it is taken, or
// until they are held no more. Locks.
func (s *Service) Hold(held bool) {
	s.k.Lock()
	defer s.k.Unlock()
	s.held = held
}

// Take receives what now waits for the functions that are wanted, at most so many messages in a batch. It runs
// unlocked.
func (s *Service) Take(most int, wanted func(function string) bool) (all []Batch) {
	s.k.Lock()
	mappings := s.mappings
	s.k.Unlock()
	for _, m := range mappings {
		if !wanted(m.function.Name) {
			continue
		}
		for batch := s.poll(m, min(most, m.BatchSize)); len(batch) > 0; batch = s.poll(m, min(most, m.BatchSize)) {
			payload := event(m.QueueARN, batch)
			all = append(all, Batch{m.function.Name, payload, func() error {
				result, err := s.invoke(m.function, payload)
				s.settle(m, batch, failed(m.Mapping, batch, result, err))
				return err
			}})
		}
	}
	s.k.Lock()
	waiting := s.waiting
	s.waiting = nil
	for _, a := range waiting {
		if !wanted(a.function.Name) {
			s.waiting = append(s.waiting, a)
			continue
		}
		all = append(all, Batch{a.function.Name, a.payload, func() error {
			_, err := s.invoke(a.function, a.payload)
			if err != nil {
				s.again(a, err)
			}
			return err
		}})
	}
	s.k.Unlock()
	return all
}

// Schedule queues an event as a schedule does, for the function of that name. Locks.
func (s *Service) Schedule(function string, payload []byte) error {
	s.k.Lock()
	defer s.k.Unlock()
	for _, f := range s.functions {
		if f.Name == function {
			s.waiting = append(s.waiting, asynchronous{function: f, payload: payload, attempt: 1})
			return nil
		}
	}
	return fmt.Errorf("no function has the name %s", function)
}
