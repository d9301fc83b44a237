package guard

import (
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// deepest is how many frames are looked through: the runtime's own lie between a panic and what recovers it.
const deepest = 32

// where is the line that panicked, called by what recovers: the first frame after the runtime's.
func where() string {
	stack := make([]uintptr, deepest)
	frames := runtime.CallersFrames(stack[:runtime.Callers(1, stack)])
	panicked := false
	for {
		frame, more := frames.Next()
		switch inside := strings.HasPrefix(frame.Function, "runtime."); {
		case inside:
			panicked = true
		case panicked:
			return filepath.Base(frame.File) + ":" + strconv.Itoa(frame.Line)
		}
		if !more {
			return "an unknown line"
		}
	}
}
