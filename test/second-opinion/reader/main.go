// Command reader reads a stream of YAML documents as kubectl does and writes them as a JSON list.
package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	all, err := io.ReadAll(os.Stdin)
	if err != nil {
		log.Fatal(err)
	}
	documents := []any{}
	for _, text := range bytes.Split(all, []byte("\n---\n")) {
		var document any
		// The line that a document ends with is whole, as for kubectl (k8s.io/apimachinery, `YAMLReader`): a text may end there.
		if err := yaml.UnmarshalStrict(append(bytes.Clone(text), '\n'), &document); err != nil {
			log.Fatalf("%v in:\n%s", err, text)
		}
		documents = append(documents, document)
	}
	if err := json.NewEncoder(os.Stdout).Encode(documents); err != nil {
		log.Fatal(err)
	}
}
