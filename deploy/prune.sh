#!/bin/sh
# Takes out of an environment what a server never reads: installers, other languages of other people's pages,
# descriptions of clouds that are not used, places of telephone numbers. `deploy/prune.sh SITE_PACKAGES`
set -eu
cd "$1"
rm -rf pip pip-*.dist-info setuptools setuptools-*.dist-info _distutils_hack distutils-precedence.pth pkg_resources
find django allauth -type d -path '*/locale/*' -prune -not -path '*/locale/en*' -exec rm -rf {} +
find botocore/data -mindepth 1 -maxdepth 1 -type d -not -name s3 -not -name sts -exec rm -rf {} +
rm -rf phonenumbers/geodata phonenumbers/carrierdata
find . -type d \( -name tests -o -name testing \) -path '*/django/*' -prune -o -name '*.pyi' -type f -exec rm -f {} +
find . -name __pycache__ -type d -prune -exec rm -rf {} +
