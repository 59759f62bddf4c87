// A device with the library of GitHub's command line (github.com/cli/oauth): it shows a code, polls, and holds an access token.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"

	"github.com/cli/oauth/device"
)

func say(what any) {
	line, _ := json.Marshal(what)
	fmt.Println(string(line))
}

func main() {
	issuer, client, scope := os.Args[1], os.Args[2], os.Args[3]
	code, err := device.RequestCode(http.DefaultClient, issuer+"/oauth/device_authorization", client, []string{scope})
	if err == nil {
		say(map[string]any{"user_code": code.UserCode})
		token, failed := device.Wait(context.Background(), http.DefaultClient, issuer+"/oauth/token", device.WaitOptions{ClientID: client, DeviceCode: code})
		if err = failed; err == nil {
			say(map[string]any{"tokens": []any{map[string]string{"access_token": token.Token, "refresh_token": token.RefreshToken}}})
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
