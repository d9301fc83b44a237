package kms

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"farvault/simulator/kernel"
)

// ciphertext is what stands for encrypted data: it remembers, and hides nothing.
type ciphertext struct {
	KeyARN    string
	Context   map[string]string
	Plaintext []byte
}

type cryptoInput struct {
	KeyId, KeySpec, DestinationKeyId, SourceKeyId                            string
	NumberOfBytes                                                            *int
	Plaintext, CiphertextBlob                                                []byte
	EncryptionContext, SourceEncryptionContext, DestinationEncryptionContext map[string]string
}

type cryptoOutput struct {
	KeyId          string
	CiphertextBlob []byte `json:",omitempty"`
	Plaintext      []byte `json:",omitempty"`
	SourceKeyId    string `json:",omitempty"`
}

// encrypt takes at most 4096 bytes.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html
func (s *Service) encrypt(c *kernel.Call, in cryptoInput) (cryptoOutput, error) {
	if err := lengthOf("plaintext", len(in.Plaintext), 4096); err != nil {
		return cryptoOutput{}, err
	}
	return s.seal(c, "kms:Encrypt", in.KeyId, in.Plaintext, in.EncryptionContext)
}

func (s *Service) generateDataKey(c *kernel.Call, in cryptoInput) (cryptoOutput, error) {
	plain, err := s.dataKey(in)
	if err != nil {
		return cryptoOutput{}, err
	}
	out, err := s.seal(c, "kms:GenerateDataKey", in.KeyId, plain, in.EncryptionContext)
	if err == nil {
		out.Plaintext = plain
	}
	return out, err
}

func (s *Service) generateDataKeyWithoutPlaintext(c *kernel.Call, in cryptoInput) (cryptoOutput, error) {
	plain, err := s.dataKey(in)
	if err != nil {
		return cryptoOutput{}, err
	}
	return s.seal(c, "kms:GenerateDataKeyWithoutPlaintext", in.KeyId, plain, in.EncryptionContext)
}

// dataKeySizes are how many bytes a key of a specification has.
var dataKeySizes = map[string]int{"AES_128": 16, "AES_256": 32}

// dataKey is as long as asked, by its specification or in bytes: "You must specify either the KeySpec or the
// NumberOfBytes parameter (but not both) in every GenerateDataKey request."
// https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html
func (s *Service) dataKey(in cryptoInput) ([]byte, error) {
	n, known := dataKeySizes[in.KeySpec]
	switch {
	case (in.KeySpec == "") == (in.NumberOfBytes == nil):
		return nil, kernel.Fail("ValidationException", "Please specify either number of bytes or key spec.")
	case in.KeySpec != "" && !known:
		return nil, kernel.Fail(
			"ValidationException",
			"1 validation error detected: Value '%s' at 'keySpec' failed to satisfy constraint: Member must satisfy enum "+
				"value set: [AES_256, AES_128]",
			in.KeySpec,
		)
	case in.NumberOfBytes != nil:
		n = *in.NumberOfBytes
		if n < 1 || n > 1024 {
			bound := "less than or equal to 1024"
			if n < 1 {
				bound = "greater than or equal to 1"
			}
			return nil, kernel.Fail(
				"ValidationException",
				"1 validation error detected: Value '%d' at 'numberOfBytes' failed to satisfy constraint: Member must have "+
					"value %s",
				n,
				bound,
			)
		}
	}
	seed, _ := hex.DecodeString(s.k.ID("data key")) // hexadecimal digits always read
	return bytes.Repeat(seed, n/len(seed)+1)[:n], nil
}

// lengthOf refuses what is empty or too long.
func lengthOf(member string, length, most int) error {
	bound := ""
	switch {
	case length < 1:
		bound = "greater than or equal to 1"
	case length > most:
		bound = fmt.Sprint("less than or equal to ", most)
	default:
		return nil
	}
	return kernel.Fail(
		"ValidationException",
		"1 validation error detected: Value at '%s' failed to satisfy constraint: Member must have length %s",
		member,
		bound,
	)
}

func (s *Service) seal(
	c *kernel.Call,
	action, id string,
	plain []byte,
	context map[string]string,
) (cryptoOutput, error) {
	key, err := s.find(c.Account(), c.Region, id)
	if err != nil {
		return cryptoOutput{}, err
	}
	if err := s.authorize(c, key, action, encryptionContext(context)); err != nil {
		return cryptoOutput{}, err
	}
	if err := usable(key, action); err != nil {
		return cryptoOutput{}, err
	}
	blob, err := json.Marshal(ciphertext{key.ARN, context, plain})
	return cryptoOutput{KeyId: key.ARN, CiphertextBlob: blob}, err
}

// decrypt needs the encryption context that was given when it was encrypted.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html
func (s *Service) decrypt(c *kernel.Call, in cryptoInput) (cryptoOutput, error) {
	sealed, err := s.open(c, "kms:Decrypt", in.KeyId, in.CiphertextBlob, in.EncryptionContext)
	if err != nil {
		return cryptoOutput{}, err
	}
	return cryptoOutput{KeyId: sealed.KeyARN, Plaintext: sealed.Plaintext}, nil
}

// reEncrypt asks for kms:ReEncryptFrom of the one key and kms:ReEncryptTo of the other.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html
func (s *Service) reEncrypt(c *kernel.Call, in cryptoInput) (cryptoOutput, error) {
	sealed, err := s.open(c, "kms:ReEncryptFrom", in.SourceKeyId, in.CiphertextBlob, in.SourceEncryptionContext)
	if err != nil {
		return cryptoOutput{}, err
	}
	out, err := s.seal(c, "kms:ReEncryptTo", in.DestinationKeyId, sealed.Plaintext, in.DestinationEncryptionContext)
	out.SourceKeyId = sealed.KeyARN
	return out, err
}

func (s *Service) open(c *kernel.Call, action, id string, blob []byte, context map[string]string) (ciphertext, error) {
	var sealed ciphertext
	if json.Unmarshal(blob, &sealed) != nil || s.keys[sealed.KeyARN] == nil {
		return ciphertext{}, kernel.Fail("InvalidCiphertextException", "")
	}
	key := s.keys[sealed.KeyARN]
	if id != "" {
		if asked, err := s.find(c.Account(), c.Region, id); err != nil {
			return ciphertext{}, err
		} else if asked != key {
			return ciphertext{}, kernel.Fail(
				"IncorrectKeyException",
				"The key ID in the request does not identify a CMK that can perform this operation.",
			)
		}
	}
	if err := s.authorize(c, key, action, encryptionContext(context)); err != nil {
		return ciphertext{}, err
	}
	if err := usable(key, action); err != nil {
		return ciphertext{}, err
	}
	if !maps.Equal(sealed.Context, context) {
		return ciphertext{}, kernel.Fail("InvalidCiphertextException", "")
	}
	return sealed, nil
}

// encryptionContext are its condition keys.
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context
func encryptionContext(pairs map[string]string) map[string][]string {
	context := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(pairs)) {
		context["kms:EncryptionContext:"+name] = []string{pairs[name]}
		context["kms:EncryptionContextKeys"] = append(context["kms:EncryptionContextKeys"], name)
	}
	return context
}
