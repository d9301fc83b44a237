package lambda

import (
	"fmt"

	"farvault/simulator/kernel"
)

// begin starts an invocation: it assumes the execution role and mints credentials
// that die with the invocation. It runs locked.
func (s *Service) begin(f *function, payload []byte) (Invocation, func(Invocation) ([]byte, error), error) {
	id := s.k.UUID("lambda-request")
	inv := Invocation{Function: f.Function, Payload: payload, ID: id, Now: s.k.Clock.Now()}
	caller, err := s.roles.Assume(f.RoleARN, principal)
	if err != nil {
		return inv, nil, kernel.Fail(
			"AccessDeniedException",
			"The role defined for the function cannot be assumed by Lambda.",
		)
	}
	caller = kernel.RoleSession(caller.RoleARN, f.Name) // Lambda names the session after the function
	caller.Invocation, caller.Function = id, f.Name
	inv.Credentials = s.k.Mint(caller)
	code, ok := s.code[f.Name]
	if !ok {
		return inv, nil, fmt.Errorf("Runtime.InvalidEntrypoint: function %s has no code bound to it", f.Name)
	}
	return inv, code, nil
}

// invoke runs a function once and notes how it ended. It runs unlocked.
func (s *Service) invoke(f *function, payload []byte) ([]byte, error) {
	s.k.Lock()
	inv, code, err := s.begin(f, payload)
	s.k.Unlock()
	var result []byte
	if err == nil {
		result, err = guarded(code, inv)
	}
	s.k.Lock()
	defer s.k.Unlock()
	if s.k.Dead(inv.ID) {
		result, err = nil, fmt.Errorf("RequestId: %s Error: Runtime exited with error: signal: killed", inv.ID)
	}
	s.runs = append(
		s.runs,
		Run{Function: f.Name, ID: inv.ID, StartedAt: inv.Now, Payload: payload, Result: result, Err: err},
	)
	return result, err
}

// guarded turns a panic of the function's code into the error that Lambda would report.
func guarded(code func(Invocation) ([]byte, error), inv Invocation) (result []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			result, err = nil, fmt.Errorf("Runtime.ExitError: panic: %v", r)
		}
	}()
	return code(inv)
}
