// An independent reader of the audit log: the C2SP library by the author of the specifications, and Go's own sumdb
// packages. Used by a test only; nothing of the product knows it.
//
//	oracle verify SITE LOGKEY [WITNESSKEY]   reads a tlog-tiles site whole; prints {"size", "root", "digest"}
//	oracle proof FILE LOGKEY RECORD          checks a .tlog-proof of the record in the file RECORD
//	oracle cosign CHECKPOINT NAME            prints a witness key, then a cosignature line over the checkpoint
package main

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	commands := map[string]func([]string) error{"verify": verify, "proof": proof, "cosign": cosign}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "oracle verify|proof|cosign")
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func policyOf(keys []string) (torchwood.Policy, error) {
	logKey, err := note.NewVerifier(keys[0])
	if err != nil {
		return nil, err
	}
	policies := []torchwood.Policy{torchwood.OriginPolicy(logKey.Name()), torchwood.SingleVerifierPolicy(logKey)}
	for _, key := range keys[1:] {
		witness, err := torchwood.NewCosignatureVerifier(key)
		if err != nil {
			return nil, err
		}
		policies = append(policies, torchwood.SingleVerifierPolicy(witness))
	}
	return torchwood.ThresholdPolicy(len(policies), policies...), nil
}

func verify(arguments []string) error {
	site := os.DirFS(arguments[0])
	policy, err := policyOf(arguments[1:])
	if err != nil {
		return err
	}
	tiles, err := torchwood.NewTileFS(site)
	if err != nil {
		return err
	}
	signed, err := tiles.ReadEndpoint(context.Background(), "checkpoint")
	if err != nil {
		return err
	}
	checkpoint, _, err := torchwood.VerifyCheckpoint(signed, policy)
	if err != nil {
		return err
	}
	client, err := torchwood.NewClient(tiles)
	if err != nil {
		return err
	}
	digest := sha256.New()
	var size int64
	for index, entry := range client.AllEntries(context.Background(), checkpoint.Tree, 0) {
		if index != size {
			return fmt.Errorf("entry %d where %d was due", index, size)
		}
		digest.Write(entry)
		digest.Write([]byte("\n"))
		size++
	}
	if err := client.Err(); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"size": size, "root": checkpoint.Hash.String(), "digest": fmt.Sprintf("%x", digest.Sum(nil)),
	})
}

func proof(arguments []string) error {
	text, err := os.ReadFile(arguments[0])
	if err != nil {
		return err
	}
	policy, err := policyOf(arguments[1:2])
	if err != nil {
		return err
	}
	record, err := os.ReadFile(arguments[2])
	if err != nil {
		return err
	}
	return torchwood.VerifyProof(policy, tlog.RecordHash(record), text)
}

func cosign(arguments []string) error {
	checkpoint, err := os.ReadFile(arguments[0])
	if err != nil {
		return err
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return err
	}
	signer, err := torchwood.NewCosignatureSigner(arguments[1], key)
	if err != nil {
		return err
	}
	unverified, err := note.Open(checkpoint, note.VerifierList())
	if failure, ok := err.(*note.UnverifiedNoteError); ok {
		unverified = failure.Note
	} else if err != nil {
		return err
	}
	signed, err := note.Sign(&note.Note{Text: unverified.Text}, signer)
	if err != nil {
		return err
	}
	fmt.Println(signer.Verifier().String())
	fmt.Print(string(signed[len(unverified.Text)+1:]))
	return nil
}
