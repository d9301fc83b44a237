package audit

import (
	"strings"
	"testing"

	"farvault"
	"farvault/demo/stage"
)

// unmade are the actions that not even an administrator of the central account can make in the first state, each with the
// reason.
var unmade = map[string]string{
	"backup:DeleteBackupVault": "it is not empty",
	"backup:StartCopyJob":      "what was copied is in the member, whose administrator makes it",
	"sts:AssumeRole":           "the roles let others in, such as the operators",
	"iam:DeleteRole":           "every role has policies",
	"iam:CreateRole":           "the administrator is the one that the search makes",
}

// A call that is malformed would be refused to everybody, and the search would learn nothing of it: each is made by an
// administrator of the central account, of the name that the vault's policy lets delete, or stands here with the reason
// why not.
func TestEveryCallCanBeMade(t *testing.T) {
	t.Parallel()
	w, err := newWorld(t.Context(), farvault.Files)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.stage.Close)
	w.stage.World.Lock()
	w.stage.World.IAM.PutRole(stage.CentralID, administrator(made, `"*"`))
	w.stage.World.Unlock()
	restore, by := w.keep(), w.session("arn:aws:iam::"+stage.CentralID+":role/"+made)
	done, refused := map[string]int{}, map[string]error{}
	for _, c := range w.calls(by) {
		action := strings.Fields(c.name)[0]
		if _, err := c.do(t.Context(), by); err == nil {
			done[action]++
		} else {
			refused[action] = err
		}
		restore()
	}
	for action, err := range refused {
		if done[action] == 0 && unmade[action] == "" {
			t.Errorf("%s: %v", action, err)
		}
	}
	for action := range unmade {
		if refused[action] == nil || done[action] > 0 {
			t.Errorf("%s can be made: take it off the list", action)
		}
	}
	if len(done) < 15 {
		t.Errorf("only %v were made", done)
	}
}
