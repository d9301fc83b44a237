package cloud

// Sending and WithMap let tests send what the SDK does not know.
var (
	Sending = sending
	WithMap = withMap
)

// Everywhere are the Regions whose types are compared.
var Everywhere = everywhere["aws"]

// Creates is the table of what keeps each making call from making two things.
var Creates = creates
