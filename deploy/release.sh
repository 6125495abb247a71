#!/bin/sh
# Release an image that Heroku's registry holds: release.sh APP IMAGE_ID [PROCESS_TYPE]
#
# IMAGE_ID is the digest of the image's configuration (sha256:...), not of its manifest and not a tag.
# HEROKU_API_KEY: a token that may deploy the app. HEROKU_API: another address of the Platform API.
set -eu

fail() {
    echo "release.sh: $*" >&2
    exit 1
}

[ $# -ge 2 ] && [ $# -le 3 ] || fail "usage: HEROKU_API_KEY=... release.sh APP IMAGE_ID [PROCESS_TYPE]"
app=$1 image=$2 type=${3:-web}
api=${HEROKU_API:-https://api.heroku.com}
newline='
'

# All three become part of an address or of JSON.
case $app in '' | *[!a-z0-9-]*) fail "APP is '$app': give the app's name, such as isotherm-demo" ;; esac
case $type in '' | *[!a-z0-9_-]*) fail "PROCESS_TYPE is '$type': give one such as web" ;; esac
digest=${image#sha256:}
case $digest in *[!0-9a-f]*) digest= ;; esac
[ "sha256:$digest" = "$image" ] && [ ${#digest} -eq 64 ] ||
    fail "IMAGE_ID is '$image': give sha256: and 64 hexadecimal digits"
# A line break would end the header, and all that follows would be curl's configuration.
case ${HEROKU_API_KEY:-} in
'') fail "HEROKU_API_KEY is not set: set it to the output of 'heroku authorizations:create --short'" ;;
*["\"\\$newline"]*) fail "HEROKU_API_KEY holds a quote, a backslash or a line break: copy it again" ;;
esac

answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
# The token goes through a pipe: arguments are seen by every process of the machine.
status=$(
    printf 'header = "Authorization: Bearer %s"\n' "$HEROKU_API_KEY" |
        curl --config - --silent --show-error --max-time 60 --request PATCH \
            --header 'Content-Type: application/json' \
            --header 'Accept: application/vnd.heroku+json; version=3.docker-releases' \
            --data "{\"updates\":[{\"type\":\"$type\",\"docker_image\":\"$image\"}]}" \
            --output "$answer" --write-out '%{http_code}' "$api/apps/$app/formation"
) || fail "no answer from $api"
if [ "$status" != 200 ]; then
    # Should an answer repeat the request, the token in it is not shown.
    fail "$api answered $status: $(awk '
        BEGIN { key = ENVIRON["HEROKU_API_KEY"] }
        { while (at = index($0, key)) $0 = substr($0, 1, at - 1) "***" substr($0, at + length(key)) }
        1' "$answer")"
fi
echo "Released $image as $type of $app."
