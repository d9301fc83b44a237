package catalog

// Normalise lets the tests see messages as matchers see them.
var Normalise = normalise
