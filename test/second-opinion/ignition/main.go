// Reads a list of Ignition's configurations from standard input, and answers what Ignition's own parser says of each: empty for nothing.
package main

import (
	"encoding/json"
	"os"

	"github.com/coreos/ignition/v2/config"
)

func main() {
	var configs []string
	if err := json.NewDecoder(os.Stdin).Decode(&configs); err != nil {
		panic(err)
	}
	findings := make([]string, len(configs))
	for i, each := range configs {
		_, report, err := config.Parse([]byte(each))
		findings[i] = report.String()
		if err != nil {
			findings[i] += err.Error()
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(findings); err != nil {
		panic(err)
	}
}
