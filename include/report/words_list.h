/* SPDX-License-Identifier: Apache-2.0 */
/* Every sentence for people: id, English; the Japanese is in src/util/japanese.h. `{slot}` is filled by whoever speaks. */
#ifndef REPORT_WORDS_LIST_H
#define REPORT_WORDS_LIST_H

/* clang-format off */
#define WORDS_LIST(X)                                                                                                  \
    /* Advice: what is wrong. */                                                                                       \
    X(ONLY_KINDS, "{kinds}:")                                                                                          \
    X(NOT_LISTED, "The CAA properties that decide ({deciding}) at {owner} name other CAs only.")                       \
    X(NOT_LISTED_CONDITIONS,                                                                                           \
      "The CAA properties that decide ({deciding}) at {owner} name other CAs, or the CA under conditions that are "    \
      "not met ({conditions}).")                                                                                       \
    X(ISSUER_LEGACY,                                                                                                   \
      "{note} authorised the CA until 2020-12-24 only; since then it has to be named as in the record to add.")        \
    X(ISSUER_TYPO, "{note} is close to the CA's name, but another name: perhaps a misspelling.")                       \
    X(FORBIDDEN,                                                                                                       \
      "Every CAA property that decides ({deciding}) at {owner} has an empty issuer, which forbids all CAs to issue; "  \
      "where a certificate is wanted all the same, the CA has to be named beside it.")                                 \
    X(MALFORMED, "A CAA property at {owner} cannot be parsed, and so names nobody: {record}.")                         \
    X(HINT_TRAILING_DOT, "No dot may stand behind the issuer's name.")                                                 \
    X(HINT_TRAILING_SEMICOLON, "No semicolon may stand behind the last parameter.")                                    \
    X(HINT_SPACES, "No blank may stand between words: parameters are separated by semicolons.")                        \
    X(CRITICAL_UNKNOWN,                                                                                                \
      "At {owner} stands a CAA property with the critical flag (128) and a tag that is not known ({tags}), so no CA "  \
      "may issue; without the critical flag the same property stops nobody.")                                          \
    X(TAG_TYPO, "{note} is perhaps a misspelt tag.")                                                                   \
    X(CRITICAL_UNCERTAIN,                                                                                              \
      "At {owner} stands a CAA property with the critical flag (128) and a tag that a CA need not know ({tags}): ask " \
      "the CA whether it knows the tag. If so, audit with --known-tag; if not, publish the same property again "       \
      "without the critical flag.")                                                                                    \
    X(CONDITIONAL,                                                                                                     \
      "At {owner} the CA is named under conditions only ({conditions}): whether it may issue depends on who applies, " \
      "and how.")                                                                                                      \
    X(CONDITIONAL_ACCOUNT, "Audit with --account, giving the account that will apply.")                                \
    X(CONDITIONAL_METHOD, "Audit with --method, giving the validation method that will be used.")                      \
    X(CONDITIONAL_BOTH,                                                                                                \
      "Audit with --account and --method, giving the account that will apply and the validation method.")              \
    X(CONDITIONAL_DATE, "From 2027-03-15 CAs must process these parameters for server certificates.")                  \
    X(PERSPECTIVES_DISAGREE,                                                                                           \
      "The places that were asked come to different verdicts: see that every name server answers everybody alike.")    \
    X(SERVERS_DISAGREE,                                                                                                \
      "The name servers of the zone do not all say the same, and a CA may meet any of them: {servers}. See that all "  \
      "of them have the zone as the primary has it.")                                                                  \
    /* What another place sees, or another server. */                                                                  \
    X(DIFFERS_SILENT,                                                                                                  \
      "{label} gets no answer for {failed_name} ({failure}), though {first} does: a firewall drops the question on "   \
      "the way from there, or the name servers do not answer everybody.")                                              \
    X(DIFFERS_FAILS, "{label} gets an error for {failed_name} ({failure}), though {first} gets an answer.")            \
    X(DIFFERS_BOGUS,                                                                                                   \
      "What {label} gets for {failed_name} does not validate ({detail}), though {first} has nothing to complain of.")  \
    X(DIFFERS_UNCHECKED, "What {label} answers was not validated, though what {first} answers was: see that the "      \
      "resolver there passes DNSSEC signatures on.")                                                                   \
    X(DIFFERS_FIRST_UNCHECKED, "What {first} answers was not validated, though what {label} answers was: see that "    \
      "the resolver there passes DNSSEC signatures on.")                                                               \
    X(DIFFERS_ANSWERS, "{label} gets an answer, though {first} does not.")                                             \
    X(DIFFERS_PLACE,                                                                                                   \
      "Split view: {first} finds {found_first}, {label} finds {found}. Unless one of them remembers what was there "   \
      "before a change, the name servers answer differently from place to place.")                                     \
    X(DIFFERS_OLDER,                                                                                                   \
      "{label} has other records at {owner} than {first}, perhaps an old copy, which its cache keeps for {ttl} "       \
      "seconds more. If they still differ then, it is a split view: the name servers answer differently.")             \
    X(DIFFERS_NEWER,                                                                                                   \
      "{label} has other records at {owner} than {first}, whose copy is perhaps an old one, which its cache keeps "    \
      "for {ttl_first} seconds more. If they still differ then, it is a split view: the name servers answer "          \
      "differently.")                                                                                                  \
    X(DIFFERS_RECORDS,                                                                                                 \
      "Split view: {label} has other records at {owner} than {first}, and neither seems to be an old copy: the name "  \
      "servers answer differently from place to place, or some do not follow the primary.")                            \
    X(FOUND_NOTHING, "no CAA record")                                                                                  \
    X(FOUND_SET, "CAA records at {found_name}")                                                                        \
    X(FOUND_AT, " at {found_name}")                                                                                    \
    X(DNSSEC_UNCHECKED,                                                                                                \
      "The answer for {name} was not validated, as --require-dnssec demands: the resolver does not pass DNSSEC "       \
      "signatures on, or the answer comes from a zone file. Choose another resolver with --server, or use --iterate.") \
    X(NO_ANCHOR_ABOVE,                                                                                                 \
      "The answer for {name} was not validated, as --require-dnssec demands: no trust anchor covers the name. Give "   \
      "one with --trust-anchor.")                                                                                      \
    X(INVALID_NAME, "{invalid}")                                                                                       \
    /* Advice: the change, and whom it concerns. */                                                                    \
    X(ADD_ONE, "Add the record listed under add at {change}, beside the existing ones; replace none.")                 \
    X(ADD_MANY, "Add the {adds} records listed under add at {change}, beside the existing ones; replace none.")        \
    X(EXCHANGE,                                                                                                        \
      "At {change}, withdraw what is listed under remove ({removes}) and publish what is listed under add ({adds}) "   \
      "in one step; all other records stay as they are.")                                                              \
    X(REMOVE, "At {change}, withdraw what is listed under remove ({removes}); all other records stay as they are.")    \
    X(PLACE_PARENT,                                                                                                    \
      "{caa_name} lies above {name}: its records, and so the change, count for every name below it that has none "     \
      "nearer.")                                                                                                       \
    X(PLACE_ALIAS,                                                                                                     \
      "{caa_name} is an alias: the records are at {owner}, in a zone that perhaps somebody else runs, who then has "   \
      "to be asked.")                                                                                                  \
    X(PLACE_WILDCARD, "{owner} is a DNS wildcard: the change counts for every name that it stands for.")               \
    /* Advice where the records are in other hands. */                                                                 \
    X(OTHER_HANDS_ALIAS, "{caa_name} is an alias: the records are at {owner}, which is in other hands than {name}.")   \
    X(OTHER_HANDS_SUFFIX, "{owner} is in other hands than {name}: names of many holders are registered below it.")     \
    X(LOCAL_SET,                                                                                                       \
      "Publish a set of your own at {change}: all that is listed under add ({adds}), nothing less, as it takes the "   \
      "place of the other set, whose records it repeats so that nobody loses anything. It counts for every name "      \
      "below {change} that has no set nearer, and for names elsewhere that are aliases of {change}. Later changes of " \
      "the other set have to be followed by hand.")                                                                    \
    X(LOCAL_WILDCARD,                                                                                                  \
      "If what else is found at {change} comes from a DNS wildcard, publish that at {change} as well: the wildcard "   \
      "does not stand for a name that has records of its own.")                                                        \
    X(ASK_THEM, "Whoever runs {owner} has to be asked.")                                                               \
    X(REPLACE_ALIAS,                                                                                                   \
      "At {name} itself nothing can be published beside the alias (RFC 1034 3.6.2): if they refuse, the alias has "    \
      "to be replaced by the records that it leads to, and a set of its own published beside them.")                   \
    /* The forms for DNS panels and tools. */                                                                          \
    X(HEADING_PANELS, "The same for DNS panels and tools")                                                             \
    X(HTML_GENERIC_FORM, "The form of RFC 3597, for DNS software that does not know CAA or the tag:")                  \
    X(PANELS_ZONE,                                                                                                     \
      "Names relative to the zone take {zone} for it, the domain as it is registered; if the zone is another one, "    \
      "they differ.")                                                                                                  \
    X(PANELS_LEFT_OUT,                                                                                                 \
      "(left out: {left_out}, which cannot be given here exactly; the zone file lines and the form of RFC 3597 hold all)")\
    X(PANEL_ROUTE53, "Route 53, lines more in the value of the CAA record, beside those that are there:")              \
    X(PANEL_ROUTE53_REMOVE, "Route 53, lines to take out of that value:")                                              \
    X(PANEL_ROUTE53_BATCH,                                                                                             \
      "Route 53, change-resource-record-sets --change-batch, which replaces the set by these records, the kept "       \
      "ones among them; not if it has changed meanwhile:")                                                             \
    X(PANEL_CLOUDFLARE,                                                                                                \
      "Cloudflare's API, POST to dns_records of the zone, which adds a record; where there is any CAA record, "        \
      "Cloudflare adds some for its own CAs, which its panel does not show:")                                          \
    X(PANEL_CLOUDFLARE_REMOVE, "Cloudflare's API, the records to DELETE, by the id that GET dns_records has for them:")\
    X(PANEL_AZURE, "Azure, RESOURCE_GROUP being yours:")                                                               \
    X(PANEL_AZURE_REMOVE, "Azure, thereafter:")                                                                        \
    X(PANEL_DNSCONTROL, "dnscontrol, lines more in dnsconfig.js:")                                                     \
    X(PANEL_DNSCONTROL_REMOVE, "dnscontrol, lines to take out:")                                                       \
    /* Advice: lookups that failed. */                                                                                 \
    X(FAILED_TIMEOUT,                                                                                                  \
      "No answer came in time for {failed_name}: the servers may be down, or a firewall in front of them may drop "    \
      "questions for type CAA (257).")                                                                                 \
    X(FAILED_SERVFAIL,                                                                                                 \
      "The lookup of {failed_name} ended with SERVFAIL: name servers that do not answer for type CAA (257), or "       \
      "DNSSEC that does not validate, are frequent causes.")                                                           \
    X(FAILED_REFUSED,                                                                                                  \
      "The server refused to answer for {failed_name} (REFUSED): see whether it serves you, and whether it serves "    \
      "the zone.")                                                                                                     \
    X(FAILED_FORMERR,                                                                                                  \
      "The server did not understand the question for {failed_name} (FORMERR): its software, or a device in front of " \
      "it, has to be brought up to date.")                                                                             \
    X(FAILED_NOTIMP,                                                                                                   \
      "The server does not know type CAA (257), as it says for {failed_name} (NOTIMP): its software, or a device in "  \
      "front of it, has to be brought up to date.")                                                                    \
    X(FAILED_NETWORK,                                                                                                  \
      "The servers that were asked for {failed_name} cannot be reached: see to their addresses, and to the network.")  \
    X(FAILED_BAD_RESPONSE,                                                                                             \
      "The answer for {failed_name} is malformed: its name servers, or a device in front of them, have to be mended.") \
    X(FAILED_ALIAS_LOOP, "The aliases at {failed_name} lead in a circle: they have to be corrected.")                  \
    X(FAILED_ALIAS_TOO_LONG, "The chain of aliases by way of {failed_name} is too long: shorten it.")                  \
    X(FAILED_LAME,                                                                                                     \
      "The server that was asked for {failed_name} is not responsible for its zone: correct the delegation, or load "  \
      "the zone there.")                                                                                               \
    X(FAILED_OTHER_RCODE,                                                                                              \
      "The server answered for {failed_name} with an unusual code; failure_detail says which.")                        \
    X(ZONE_INSECURE,                                                                                                   \
      "The zone is proven to be unsigned: a CA may issue in spite of the failure, but need not.")                      \
    X(ZONE_UNCHECKED, "Whether the zone is signed was not checked: a CA that learns no more must refuse.")             \
    X(ZONE_INDETERMINATE, "Whether the zone is signed could not be found out: a CA that learns no more must refuse.")  \
    X(ZONE_SIGNED, "The zone is signed: no CA may issue while the lookup fails.")                                      \
    /* Advice: DNSSEC. */                                                                                              \
    X(DNSSEC_BOGUS, "The answer for {failed_name} does not validate, and no CA may issue until it does.")              \
    X(BOGUS_OTHER, "Whoever runs the zone has to mend its DNSSEC.")                                                    \
    X(BOGUS_EXPIRED,                                                                                                   \
      "Signatures of {zone} have expired: whoever runs {zone} has to sign it anew, and to see that this goes on by "   \
      "itself from now on.")                                                                                           \
    X(BOGUS_NOT_YET_VALID,                                                                                             \
      "Signatures of {zone} are not valid yet: whoever runs {zone} has to set the clock of the signer right, and to "  \
      "sign it anew.")                                                                                                 \
    X(BOGUS_NO_SIGNATURE,                                                                                              \
      "{zone} is signed, but records come from it without a signature: whoever runs {zone} has to see that each of "   \
      "its name servers has the signed zone, and that nothing on the way takes signatures out.")                       \
    X(BOGUS_BAD_SIGNATURE,                                                                                             \
      "A signature of {zone} does not fit the records under it, which were perhaps changed after they were signed: "   \
      "whoever runs {zone} has to sign it anew.")                                                                      \
    X(BOGUS_NO_KEY,                                                                                                    \
      "{zone} is signed with a key that it does not publish, as happens when a key is withdrawn too early: whoever "   \
      "runs {zone} has to publish the key again, or to sign the zone with one that it publishes.")                     \
    X(BOGUS_WRONG_SIGNER,                                                                                              \
      "Records of {zone} are signed by another zone than the one that holds them: whoever runs {zone} has to see "     \
      "which zone its name servers take them from.")                                                                   \
    X(BOGUS_DS_MISMATCH,                                                                                               \
      "The zone above publishes a DS for {zone} that fits none of its keys, as happens when the DNS is moved to "      \
      "another operator: the holder of {zone} has to have the DS exchanged for one of the present keys, or "           \
      "withdrawn, where the domain is registered.")                                                                    \
    X(BOGUS_NO_DNSKEY,                                                                                                 \
      "The zone above publishes a DS for {zone}, which has no keys, as happens when the DNS is moved to an operator "  \
      "who does not sign: the holder of {zone} has to have the DS withdrawn where the domain is registered, or the "   \
      "zone be signed.")                                                                                               \
    X(BOGUS_DNSKEY_LOOKUP,                                                                                             \
      "The keys of {zone} cannot be fetched: whoever runs {zone} has to see that its name servers answer for type "    \
      "DNSKEY, over TCP as well, as such answers are large.")                                                          \
    X(BOGUS_NO_DENIAL,                                                                                                 \
      "{zone} does not prove what it says does not exist (NSEC, NSEC3): some name servers fail to for types that they "\
      "do not know. Whoever runs {zone} has to bring the software up to date, or to sign the zone anew.")              \
    X(BOGUS_TOO_COSTLY,                                                                                                \
      "To validate {zone} takes more work than validators are willing to do: whoever runs {zone} has to withdraw "     \
      "keys and signatures that are not needed.")                                                                      \
    X(FAILED_DS,                                                                                                       \
      "Whether {failed_name} is signed could not be asked: the servers of {zone}, or the resolver, do not tell of "    \
      "its DS.")                                                                                                       \
    X(FAILED_ANCHOR,                                                                                                   \
      "The keys with which all validation begins (DNSKEY of {zone}) could not be fetched: see to the resolver, or "    \
      "give another one with --server.")                                                                               \
    /* Notes. */                                                                                                       \
    X(NOTE_FLAG, "bits of the flags that are ignored; 128 (critical) may have been meant")                             \
    X(NOTE_TAG_TYPO, "not a known tag, though close to one")                                                           \
    X(NOTE_TAG_INVALID, "a tag without characters, or with such that a tag must not have; taken for unknown")          \
    X(NOTE_ISSUER_TYPO, "close to the CA's name, but another name")                                                    \
    X(NOTE_ISSUER_LEGACY, "authorised the CA until 2020-12-24")                                                        \
    X(NOTE_ISSUER_CASE, "the CA's name in other letter case; a CA that compares octets does not find itself")          \
    X(NOTE_TRAILING_DOT, "an issuer's name with a dot behind it")                                                      \
    X(NOTE_TRAILING_SEMICOLON, "a value with a semicolon at its end; none may stand behind a parameter")               \
    X(NOTE_UNQUOTED_SPACES, "a blank where only a semicolon separates")                                                \
    X(NOTE_UNKNOWN_PARAMETER, "a parameter that the CA itself gives a meaning, or none")                               \
    X(NOTE_DUPLICATE, "a property that stands twice")                                                                  \
    X(NOTE_IODEF_INVALID, "no mailto, http or https URL; issuance does not depend on it")                              \
    X(NOTE_LONG_TTL, "over 8 hours: a CA may use an earlier answer as long as that")                                   \
    X(NOTE_SET_AT_PUBLIC_SUFFIX, "the records are those of a public suffix, and count for all who are below it")              \
    X(NOTE_FROM_ALIAS, "the records were found by way of an alias")                                                    \
    X(NOTE_SERVERS_DISAGREE, "the name servers of the zone give different answers")                                    \
    X(NOTE_PERSPECTIVES_DIFFER, "the places that were asked do not all see the same records")                        \
    X(NOTE_STALE_ANSWER, "a server answered from data that has expired")                                                      \
    X(NOTE_DNSSEC_SHA1, "DNSSEC with SHA-1, which validators are ceasing to accept; use another algorithm or digest")                                                      \
    /* The page. */                                                                                                    \
    X(HTML_TITLE, "CAA audit")                                                                                         \
    X(HTML_OUTCOME, "Outcome")                                                                                         \
    X(HTML_PICTURE, "Verdicts as bars: denied, unknown and allowed, for the entries and for each kind")                \
    X(HTML_ALL, "entries")                                                                                             \
    X(HTML_REASONS, "Verdicts by reason, over the entries that ask for the kind")                                      \
    X(HTML_VERDICT, "Verdict")                                                                                         \
    X(HTML_REASON, "Reason")                                                                                           \
    X(HTML_ACTIONS, "What needs action")                                                                               \
    X(HTML_NO_ACTION, "Nothing: every entry is allowed, for every kind that it asks for.")                             \
    X(HTML_ADD, "Records to add")                                                                                      \
    X(HTML_REMOVE, "Records to remove")                                                                                \
    X(HTML_ENTRIES, "All entries")                                                                                     \
    X(HTML_CUT, "The list is longer than a page can be: these are the first 10000 entries, above as below. The CSV "   \
      "report has them all.")                                                                                          \
    X(HTML_ENTRY, "Entry")                                                                                             \
    X(HTML_INSTITUTION, "Institution")                                                                                 \
    X(HTML_FOUND, "CAA found at")                                                                                      \
    X(HTML_NOT_COVERED, "not covered by CAA")                                                                          \
    X(HTML_KIND, "Kind")                                                                                               \
    X(DIFF_TITLE, "What changed in the CAA audit")                                                                     \
    X(DIFF_BEFORE, "Before")                                                                                           \
    X(DIFF_AFTER, "Now")                                                                                               \
    X(DIFF_ADDED, "Records added")                                                                                     \
    X(DIFF_REMOVED, "Records removed")                                                                                 \
    X(DIFF_NOTHING, "Nothing changed.")                                                                                \
    /* The letter. */                                                                                                  \
    X(LETTER_TITLE, "Request: change of CAA records")                                                                  \
    X(LETTER_TO, "To whoever runs the DNS of the names below")                                                         \
    X(LETTER_WHY_INSTITUTION,                                                                                          \
      "{institution} wants certificates for the names below. Before a CA issues, it looks up the CAA records of each " \
      "name (RFC 8659, for S/MIME RFC 9495). With the records that are there now, the CA in question may not issue.")  \
    X(LETTER_WHY,                                                                                                      \
      "Certificates are wanted for the names below. Before a CA issues, it looks up the CAA records of each name "     \
      "(RFC 8659, for S/MIME RFC 9495). With the records that are there now, the CA in question may not issue.")       \
    X(LETTER_WISH,                                                                                                     \
      "Please make the changes that follow. All other records stay as they are; they let other CAs issue.")            \
    X(LETTER_CHANGE, "At {change}")                                                                                    \
    X(LETTER_NAMES, "Names that need it:")                                                                             \
    X(LETTER_FURTHER, "  and {further} more")                                                                          \
    X(LETTER_REMOVE, "Records to withdraw:")                                                                           \
    X(LETTER_ADD, "Records to add, beside those that are there:")                                                      \
    X(LETTER_GENERIC, "The same in the form of RFC 3597, for DNS software that does not know them:")        \
    X(LETTER_AFTERWARDS,                                                                                               \
      "Where records are withdrawn and others added at one name, do both in one step. Caches may go on with the old "  \
      "records until their TTL has run out. Please answer when it is done.")                                           \
    /* The message. */                                                                                                 \
    X(MAIL_SUBJECT_INSTITUTION, "CAA audit of {institution}: {denied} denied, {unknown} unknown")                      \
    X(MAIL_SUBJECT, "CAA audit: {denied} denied, {unknown} unknown")                                                   \
    X(MAIL_BODY,                                                                                                       \
      "The CAA records of your names were audited: will the CA be allowed to issue for them?\n\n"                      \
      "  entries: {entries}\n  allowed: {allowed}\n  denied:  {denied}\n  unknown: {unknown}\n\n"                       \
      "The report is attached (HTML); it says for each name what was found, and what to do.\n")                        \
    X(MAIL_BODY_LETTER, "\nA letter to whoever runs your DNS is attached, with the records to change.\n")              \
    /* The explanation of one name. */                                                                                 \
    X(LOOKED_UP, "looked up: {name}")                                                                                  \
    X(NOT_ASKED_FOR, "(not asked for)")                                                                                \
    X(HEADING_PERSPECTIVES, "As seen from each place")                                                                 \
    X(HEADING_SERVERS, "What each name server says")                                                                   \
    X(HEADING_FOUND, "How it was found")                                                                               \
    X(HEADING_CONDITIONS, "Conditions under which the CA is named")                                                    \
    X(HEADING_NOTES, "Notes")                                                                                          \
    X(HEADING_ADVICE, "What to do")                                                                                    \
    X(HEADING_ADD, "Add at {change}")                                                                                  \
    X(HEADING_REMOVE, "Remove at {change}")                                                                            \
    X(GENERIC_FORM, "the same in the form of RFC 3597, for DNS software that does not know CAA or the tag:")           \
    X(LEVEL_ALIAS, "alias of {aliases}: ")                                                                             \
    X(LEVEL_NODATA, "no CAA record (the name exists)")                                                                 \
    X(LEVEL_NXDOMAIN, "no such name")                                                                                  \
    X(LEVEL_TARGET_NODATA, "no CAA record there")                                                                      \
    X(LEVEL_ONE_RECORD, "1 CAA record, which decides (TTL {ttl})")                                                     \
    X(LEVEL_RECORDS, "{records} CAA records, which decide (TTL {ttl})")                                                \
    X(LEVEL_OWNER, ", published at {owner}")                                                                           \
    X(LEVEL_STALE, ", from data that has expired")                                                                     \
    X(LEVEL_FAILED, "the lookup failed: {failure}")                                                                    \
    X(LEVEL_FAILED_AT, "the lookup of {failed_name} failed: {failure}")                                                \
    X(LEVEL_NOT_NEEDED, "not needed")                                                                                  \
    X(LEVEL_NOT_ASKED, "not asked")                                                                                    \
    X(LEVEL_BOGUS, "does not validate: {detail}")                                                                      \
    X(STATUS_UNCHECKED, "DNSSEC: unchecked (nothing was validated)")                                                   \
    X(STATUS_SECURE, "DNSSEC: secure (validated from the trust anchor down)")                                          \
    X(STATUS_INSECURE, "DNSSEC: insecure (a zone on the way is proven not to be signed)")                              \
    X(STATUS_INDETERMINATE, "DNSSEC: indeterminate (what would tell could not be had)")                                \
    X(STATUS_BOGUS, "DNSSEC: bogus (a check failed that must not)")                                                                               \
    /* The text report. */                                                                                             \
    X(EMPTY_ENTRY, "(empty)")                                                                                          \
    X(ENTRY, "1 entry")                                                                                                \
    X(ENTRIES, "{entries} entries")                                                                                    \
    X(VERDICT_COUNT, "{count} {verdict}")                                                                              \
    X(NOT_COVERED, "{entries} not covered by CAA")
/* clang-format on */

#endif
