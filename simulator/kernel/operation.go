package kernel

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// Operation is one API operation of a service.
type Operation struct {
	Service string // signing name
	Name    string
	// REST-JSON only: "PUT /backup-vaults/{BackupVaultName}?maxResults=MaxResults"; the query maps names to members
	Route string
	Out   reflect.Type // of the output shape
	run   func(*Call, func(any) error) (any, error)
}

// Op makes an Operation of a function over the input and output shapes, whose
// fields bear the names of AWS's members.
func Op[In, Out any](service, name string, f func(*Call, In) (Out, error)) Operation {
	out := reflect.TypeFor[Out]()
	return Operation{Service: service, Name: name, Out: out, run: func(c *Call, decode func(any) error) (any, error) {
		var in In
		if err := decode(&in); err != nil {
			return nil, Fail("SerializationException", "%s: %v", name, err)
		}
		c.Input = in
		return f(c, in)
	}}
}

// REST gives a REST-JSON operation its route.
func (o Operation) REST(route string) Operation {
	o.Route = route
	return o
}

// reads are the verbs that change nothing; everything else counts as a write.
var reads = []string{"Describe", "Get", "List", "Query", "Scan", "AssumeRole", "Receive", "BatchGet"}

// Write reports whether the operation changes something.
func (o Operation) Write() bool { return IsWrite(o.Name) }

// IsWrite is Write of the operation's name.
func IsWrite(name string) bool {
	for _, verb := range reads {
		if strings.HasPrefix(name, verb) {
			return false
		}
	}
	return true
}

// Do runs an operation under the lock: faults first, then the service, then the
// journal. A service that answers without having asked Authorize is a defect of the simulator and panics.
func (k *Kernel) Do(o Operation, c *Call, decode func(any) error) (any, error) {
	k.Lock()
	defer k.Unlock()
	c.Now = k.Clock.Now()
	if k.Dead(c.Caller.Invocation) {
		return nil, ErrHangUp
	}
	err := k.disabled(c)
	if err == nil {
		err = k.overRate(c)
	}
	if err != nil {
		k.Journal.note(c, o.Write(), err)
		return nil, err
	}
	chosen, before, after := k.Faults.next(k, c)
	if before != nil {
		k.Journal.note(c, o.Write(), before)
		return nil, before
	}
	out, err := o.run(c, func(in any) error {
		err := decode(in)
		if o.Write() { // what only asks leaves nothing behind
			k.Alike.input(reflect.ValueOf(in))
		}
		return err
	})
	if err == nil && !c.authorized {
		panic(fmt.Sprintf("simulator: %s:%s answered without asking Authorize", o.Service, o.Name))
	}
	k.Journal.note(c, o.Write(), err)
	if k.Trail != nil && (o.Write() || o.Name == "AssumeRole") {
		k.Trail(c, err)
	}
	if after != nil && (err == nil || errors.Is(after, ErrHangUp)) {
		return out, after
	}
	if err == nil {
		out = k.Faults.old(c, chosen, out)
	}
	return out, err
}
