/* SPDX-License-Identifier: Apache-2.0 */
/* Every text for people: English as the code has it, Japanese. `{slot}` and the conversions of printf are the same in
 * both; where their order differs, positions say so (%2$s). The words are those of the UPKI service (サーバ証明書,
 * 認証局, 発行可, 旧識別子). A test finds texts without a line here, and lines without a text. */
#ifndef UTIL_JAPANESE_H
#define UTIL_JAPANESE_H

/* clang-format off */
#define JAPANESE_LIST(X)                                                                                              \
    /* Advice: what is wrong. */                                                                                      \
    X("{kinds}:", "{kinds}：")                                                                                        \
    X("The CAA properties that decide ({deciding}) at {owner} name other CAs only.",                                  \
      "{owner}で発行可否を決めるCAAプロパティ（{deciding}）は、ほかの認証局だけを指定しています。")                   \
    X("The CAA properties that decide ({deciding}) at {owner} name other CAs, or the CA under conditions that "       \
      "are not met ({conditions}).",                                                                                  \
      "{owner}で発行可否を決めるCAAプロパティ（{deciding}）は、ほかの認証局を指定しているか、"                        \
      "満たされない条件（{conditions}）付きで当該認証局を指定しています。")                                           \
    X("{note} authorised the CA until 2020-12-24 only; since then it has to be named as in the record to add.",       \
      "{note}は2020-12-24まで有効だった旧識別子です。以後は、"                                                        \
      "追加するレコードのとおりに認証局を指定する必要があります。")                                                   \
    X("{note} is close to the CA's name, but another name: perhaps a misspelling.",                                   \
      "{note}は認証局の名前に似ていますが、別の名前です。書き誤りかもしれません。")                                   \
    X("Every CAA property that decides ({deciding}) at {owner} has an empty issuer, which forbids all CAs to "        \
      "issue; where a certificate is wanted all the same, the CA has to be named beside it.",                         \
      "{owner}で発行可否を決めるCAAプロパティ（{deciding}）は、すべて発行者が空であり、"                              \
      "どの認証局にも発行を禁じています。それでも証明書が必要であれば、認証局をあわせて指定する必要があります。")     \
    X("A CAA property at {owner} cannot be parsed, and so names nobody: {record}.",                                   \
      "{owner}のCAAプロパティに構文の誤りがあり、どの認証局も指定していない扱いになります：{record}。")               \
    X("No dot may stand behind the issuer's name.", "発行者名の末尾にドットを付けることはできません。")               \
    X("No semicolon may stand behind the last parameter.",                                                            \
      "最後のパラメータの後ろにセミコロンを置くことはできません。")                                                   \
    X("No blank may stand between words: parameters are separated by semicolons.",                                    \
      "語の間に空白を置くことはできません。パラメータはセミコロンで区切ります。")                                     \
    X("At {owner} stands a CAA property with the critical flag (128) and a tag that is not known ({tags}), so "       \
      "no CA may issue; without the critical flag the same property stops nobody.",                                   \
      "{owner}に、クリティカルフラグ（128）が付いた未知のタグ（{tags}）のCAAプロパティがあるため、"                   \
      "どの認証局も発行できません。クリティカルフラグがなければ、同じプロパティが発行を妨げることはありません。")     \
    X("{note} is perhaps a misspelt tag.", "{note}は、タグの書き誤りかもしれません。")                                \
    X("At {owner} stands a CAA property with the critical flag (128) and a tag that a CA need not know "              \
      "({tags}): ask the CA whether it knows the tag. If so, audit with --known-tag; if not, publish the same "       \
      "property again without the critical flag.",                                                                    \
      "{owner}に、クリティカルフラグ（128）が付いた、認証局が知らなくてもよいタグ（{tags}）"                          \
      "のCAAプロパティがあります。認証局がこのタグを知っているか、お問い合わせください。"                             \
      "知っている場合は--known-tagを付けて検査し、"                                                                   \
      "知らない場合は同じプロパティをクリティカルフラグなしで公開し直してください。")                                 \
    X("At {owner} the CA is named under conditions only ({conditions}): whether it may issue depends on who "         \
      "applies, and how.",                                                                                            \
      "{owner}では、認証局が条件（{conditions}）付きでのみ指定されています。発行できるかどうかは、"                   \
      "誰がどのように申請するかによります。")                                                                         \
    X("Audit with --account, giving the account that will apply.",                                                    \
      "--accountに申請に使うアカウントを指定して、検査してください。")                                                \
    X("Audit with --method, giving the validation method that will be used.",                                         \
      "--methodに使用する検証方式を指定して、検査してください。")                                                     \
    X("Audit with --account and --method, giving the account that will apply and the validation method.",             \
      "--accountに申請に使うアカウントを、--methodに検証方式を指定して、検査してください。")                          \
    X("From 2027-03-15 CAs must process these parameters for server certificates.",                                   \
      "サーバ証明書については、2027-03-15以降、認証局はこれらのパラメータを処理しなければなりません。")               \
    X("The answer for {name} was not validated, as --require-dnssec demands: the resolver does not pass DNSSEC "      \
      "signatures on, or the answer comes from a zone file. Choose another resolver with --server, or use "           \
      "--iterate.",                                                                                                   \
      "{name}の応答はDNSSECで検証されていないため、判定できません（--require-dnssec）。"                              \
      "リゾルバが署名を返さないか、ゾーンファイルからの応答です。"                                                    \
      "--serverで別のリゾルバを指定するか、--iterateを使用してください。")                                            \
    X("The answer for {name} was not validated, as --require-dnssec demands: no trust anchor covers the name. "       \
      "Give one with --trust-anchor.",                                                                                \
      "{name}の応答はDNSSECで検証されていないため、判定できません（--require-dnssec）。"                              \
      "この名前に対するトラストアンカーがありません。--trust-anchorで指定してください。")                             \
    X("What {label} answers was not validated, though what {first} answers was: see that the resolver there "         \
      "passes DNSSEC signatures on.",                                                                                 \
      "{first}からの応答は検証されましたが、{label}からの応答は検証されていません。"                                  \
      "{label}のリゾルバがDNSSECの署名を返すか、ご確認ください。")                                                    \
    X("What {first} answers was not validated, though what {label} answers was: see that the resolver there "         \
      "passes DNSSEC signatures on.",                                                                                 \
      "{label}からの応答は検証されましたが、{first}からの応答は検証されていません。"                                  \
      "{first}のリゾルバがDNSSECの署名を返すか、ご確認ください。")                                                    \
    X("The places that were asked come to different verdicts: see that every name server answers everybody "          \
      "alike.",                                                                                                       \
      "問い合わせた各地点で判定が一致しません。すべての権威DNSサーバが、"                                             \
      "どこからの問い合わせにも同じ応答をするか、ご確認ください。")                                                   \
    X("The name servers of the zone do not all say the same, and a CA may meet any of them: {servers}. See "          \
      "that all of them have the zone as the primary has it.",                                                        \
      "このゾーンの権威DNSサーバの応答が一致しておらず、認証局がどのサーバに問い合わせるかはわかりません："           \
      "{servers}。すべてのサーバのゾーンがプライマリと同じであることをご確認ください。")                              \
    /* What another place sees, or another server. */                                                                 \
    X("{label} gets no answer for {failed_name} ({failure}), though {first} does: a firewall drops the "              \
      "question on the way from there, or the name servers do not answer everybody.",                                 \
      "{first}では応答がありますが、{label}では{failed_name}の応答がありません（{failure}）。"                        \
      "途中のファイアウォールが問い合わせを捨てているか、権威DNSサーバが一部の相手に応答していません。")              \
    X("{label} gets an error for {failed_name} ({failure}), though {first} gets an answer.",                          \
      "{first}では応答がありますが、{label}では{failed_name}の問い合わせがエラーになります（{failure}）。")           \
    X("What {label} gets for {failed_name} does not validate ({detail}), though {first} has nothing to "              \
      "complain of.",                                                                                                 \
      "{first}では問題がありませんが、{label}が受け取った{failed_name}の応答はDNSSEC検証に失敗します（{detail}）"     \
      "。")                                                                                                           \
    X("{label} gets an answer, though {first} does not.",                                                             \
      "{first}では応答がありませんが、{label}では応答があります。")                                                   \
    X("Split view: {first} finds {found_first}, {label} finds {found}. Unless one of them remembers what was "        \
      "there before a change, the name servers answer differently from place to place.",                              \
      "応答が地点によって異なります：{first}では{found_first}、{label}では{found}。"                                  \
      "どちらかが変更前の内容をキャッシュしているのでなければ、"                                                      \
      "権威DNSサーバが地点によって異なる応答をしています。")                                                          \
    X("{label} has other records at {owner} than {first}, perhaps an old copy, which its cache keeps for {ttl} "      \
      "seconds more. If they still differ then, it is a split view: the name servers answer differently.",            \
      "{owner}のレコードが{label}と{first}で異なります。"                                                             \
      "{label}のものはキャッシュに残った古い内容かもしれません（残り{ttl}秒）。その後も異なる場合は、"                \
      "権威DNSサーバが地点によって異なる応答をしています。")                                                          \
    X("{label} has other records at {owner} than {first}, whose copy is perhaps an old one, which its cache "         \
      "keeps for {ttl_first} seconds more. If they still differ then, it is a split view: the name servers "          \
      "answer differently.",                                                                                          \
      "{owner}のレコードが{label}と{first}で異なります。"                                                             \
      "{first}のものはキャッシュに残った古い内容かもしれません（残り{ttl_first}秒）。その後も異なる場合は、"          \
      "権威DNSサーバが地点によって異なる応答をしています。")                                                          \
    X("Split view: {label} has other records at {owner} than {first}, and neither seems to be an old copy: the "      \
      "name servers answer differently from place to place, or some do not follow the primary.",                      \
      "{owner}のレコードが{label}と{first}で異なり、どちらも古い内容ではないようです。"                               \
      "権威DNSサーバが地点によって異なる応答をしているか、一部のサーバがプライマリに追随していません。")              \
    X("no CAA record", "CAAレコードなし")                                                                             \
    X("CAA records at {found_name}", "{found_name}のCAAレコード")                                                     \
    /* Advice: the change, and whom it concerns. */                                                                   \
    X("Add the record listed under add at {change}, beside the existing ones; replace none.",                         \
      "{change}に、「追加」（add）に示すレコードを、既存のレコードに並べて追加してください。"                         \
      "既存のレコードは置き換えないでください。")                                                                     \
    X("Add the {adds} records listed under add at {change}, beside the existing ones; replace none.",                 \
      "{change}に、「追加」（add）に示す{adds}件のレコードを、既存のレコードに並べて追加してください。"               \
      "既存のレコードは置き換えないでください。")                                                                     \
    X("At {change}, withdraw what is listed under remove ({removes}) and publish what is listed under add "           \
      "({adds}) in one step; all other records stay as they are.",                                                    \
      "{change}で、「削除」（remove）に示すレコード（{removes}件）の削除と、「追加」（add）"                          \
      "に示すレコード（{adds}件）の公開を、一度に行ってください。ほかのレコードはそのまま残してください。")           \
    X("At {change}, withdraw what is listed under remove ({removes}); all other records stay as they are.",           \
      "{change}から、「削除」（remove）に示すレコード（{removes}件）を削除してください。"                             \
      "ほかのレコードはそのまま残してください。")                                                                     \
    X("{caa_name} lies above {name}: its records, and so the change, count for every name below it that has "         \
      "none nearer.",                                                                                                 \
      "{caa_name}は{name}の親ドメインです。そのレコードと今回の変更は、"                                              \
      "より近くにCAAレコードを持たない配下のすべての名前に影響します。")                                              \
    X("{caa_name} is an alias: the records are at {owner}, in a zone that perhaps somebody else runs, who then "      \
      "has to be asked.",                                                                                             \
      "{caa_name}は別名（CNAME等）であり、レコードは{owner}にあります。そのゾーンの運用者が別であれば、"              \
      "その運用者に依頼する必要があります。")                                                                         \
    X("{owner} is a DNS wildcard: the change counts for every name that it stands for.",                              \
      "{owner}はDNSのワイルドカードです。変更は、それが表すすべての名前に影響します。")                               \
    /* Advice: lookups that failed. */                                                                                \
    X("No answer came in time for {failed_name}: the servers may be down, or a firewall in front of them may "        \
      "drop questions for type CAA (257).",                                                                           \
      "{failed_name}の応答が時間内にありませんでした。権威DNSサーバが停止しているか、"                                \
      "手前のファイアウォールがCAA型（257）の問い合わせを捨てている可能性があります。")                               \
    X("The lookup of {failed_name} ended with SERVFAIL: name servers that do not answer for type CAA (257), or "      \
      "DNSSEC that does not validate, are frequent causes.",                                                          \
      "{failed_name}の問い合わせがSERVFAILになりました。CAA型（257）に応答しない権威DNSサーバや、"                    \
      "DNSSEC検証の失敗がよくある原因です。")                                                                         \
    X("The server refused to answer for {failed_name} (REFUSED): see whether it serves you, and whether it "          \
      "serves the zone.",                                                                                             \
      "サーバが{failed_name}の問い合わせを拒否しました（REFUSED）。"                                                  \
      "そのサーバがこちらからの問い合わせを受け付けるか、そのゾーンを持っているか、ご確認ください。")                 \
    X("The server did not understand the question for {failed_name} (FORMERR): its software, or a device in "         \
      "front of it, has to be brought up to date.",                                                                   \
      "サーバが{failed_name}の問い合わせを理解しませんでした（FORMERR）。サーバのソフトウェア、"                      \
      "または手前の機器の更新が必要です。")                                                                           \
    X("The server does not know type CAA (257), as it says for {failed_name} (NOTIMP): its software, or a "           \
      "device in front of it, has to be brought up to date.",                                                         \
      "サーバが{failed_name}の問い合わせに対し、CAA型（257）を知らないと応答しました（NOTIMP）。"                     \
      "サーバのソフトウェア、または手前の機器の更新が必要です。")                                                     \
    X("The servers that were asked for {failed_name} cannot be reached: see to their addresses, and to the "          \
      "network.",                                                                                                     \
      "{failed_name}を問い合わせたサーバに到達できません。アドレスとネットワークをご確認ください。")                  \
    X("The answer for {failed_name} is malformed: its name servers, or a device in front of them, have to be "        \
      "mended.",                                                                                                      \
      "{failed_name}の応答が壊れています。権威DNSサーバ、または手前の機器の修正が必要です。")                         \
    X("The aliases at {failed_name} lead in a circle: they have to be corrected.",                                    \
      "{failed_name}の別名（CNAME等）が循環しています。修正が必要です。")                                             \
    X("The chain of aliases by way of {failed_name} is too long: shorten it.",                                        \
      "{failed_name}を経由する別名（CNAME等）の連鎖が長すぎます。短くしてください。")                                 \
    X("The server that was asked for {failed_name} is not responsible for its zone: correct the delegation, or "      \
      "load the zone there.",                                                                                         \
      "{failed_name}を問い合わせたサーバは、そのゾーンを管理していません。委任を修正するか、"                         \
      "そのサーバにゾーンを読み込ませてください。")                                                                   \
    X("The server answered for {failed_name} with an unusual code; failure_detail says which.",                       \
      "{failed_name}の問い合わせに、サーバが通常と異なるコードで応答しました。コードはfailure_detailに示します。")    \
    X("The zone is proven to be unsigned: a CA may issue in spite of the failure, but need not.",                     \
      "このゾーンは署名されていないことが証明されています。認証局は、"                                                \
      "問い合わせの失敗にかかわらず発行してもかまいませんが、発行する義務はありません。")                             \
    X("Whether the zone is signed was not checked: a CA that learns no more must refuse.",                            \
      "ゾーンが署名されているかどうかは検査していません。それ以上のことがわからない認証局は、"                        \
      "発行を拒否しなければなりません。")                                                                             \
    X("Whether the zone is signed could not be found out: a CA that learns no more must refuse.",                     \
      "ゾーンが署名されているかどうかを確認できませんでした。それ以上のことがわからない認証局は、"                    \
      "発行を拒否しなければなりません。")                                                                             \
    X("The zone is signed: no CA may issue while the lookup fails.",                                                  \
      "このゾーンは署名されています。問い合わせに失敗している間は、どの認証局も発行できません。")                     \
    /* Advice: DNSSEC. */                                                                                             \
    X("The answer for {failed_name} does not validate, and no CA may issue until it does.",                           \
      "{failed_name}の応答がDNSSEC検証に失敗しました。検証に成功するまで、どの認証局も発行できません。")              \
    X("Whoever runs the zone has to mend its DNSSEC.", "ゾーンの運用者が、DNSSECを修正する必要があります。")          \
    X("Signatures of {zone} have expired: whoever runs {zone} has to sign it anew, and to see that this goes "        \
      "on by itself from now on.",                                                                                    \
      "{zone}の署名の有効期限が切れています。{zone}の運用者が署名をし直し、"                                          \
      "今後は自動で更新されるようにする必要があります。")                                                             \
    X("Signatures of {zone} are not valid yet: whoever runs {zone} has to set the clock of the signer right, "        \
      "and to sign it anew.",                                                                                         \
      "{zone}の署名がまだ有効になっていません。{zone}の運用者が、署名を行う機器の時計を合わせ、"                      \
      "署名をし直す必要があります。")                                                                                 \
    X("{zone} is signed, but records come from it without a signature: whoever runs {zone} has to see that "          \
      "each of its name servers has the signed zone, and that nothing on the way takes signatures out.",              \
      "{zone}は署名されていますが、署名のないレコードが返されます。{zone}の運用者が、"                                \
      "すべての権威DNSサーバが署名済みのゾーンを持っていること、"                                                     \
      "途中で署名が取り除かれていないことを確認する必要があります。")                                                 \
    X("A signature of {zone} does not fit the records under it, which were perhaps changed after they were "          \
      "signed: whoever runs {zone} has to sign it anew.",                                                             \
      "{zone}の署名がレコードと一致しません。署名の後にレコードが変更された可能性があります。"                        \
      "{zone}の運用者が署名をし直す必要があります。")                                                                 \
    X("{zone} is signed with a key that it does not publish, as happens when a key is withdrawn too early: "          \
      "whoever runs {zone} has to publish the key again, or to sign the zone with one that it publishes.",            \
      "{zone}は、公開されていない鍵で署名されています。鍵の削除が早すぎた場合に起こります。{zone}の運用者が、"        \
      "その鍵を再び公開するか、公開している鍵で署名をし直す必要があります。")                                         \
    X("Records of {zone} are signed by another zone than the one that holds them: whoever runs {zone} has to "        \
      "see which zone its name servers take them from.",                                                              \
      "{zone}のレコードが、それを持つゾーンとは別のゾーンによって署名されています。{zone}の運用者が、"                \
      "権威DNSサーバがどのゾーンから応答しているかを確認する必要があります。")                                        \
    X("The zone above publishes a DS for {zone} that fits none of its keys, as happens when the DNS is moved "        \
      "to another operator: the holder of {zone} has to have the DS exchanged for one of the present keys, or "       \
      "withdrawn, where the domain is registered.",                                                                   \
      "親ゾーンが公開している{zone}のDSが、{zone}のどの鍵とも一致しません。"                                          \
      "DNSの運用者を変更した場合に起こります。{zone}の登録者が、ドメインの登録先で、"                                 \
      "DSを現在の鍵のものに差し替えるか、削除する必要があります。")                                                   \
    X("The zone above publishes a DS for {zone}, which has no keys, as happens when the DNS is moved to an "          \
      "operator who does not sign: the holder of {zone} has to have the DS withdrawn where the domain is "            \
      "registered, or the zone be signed.",                                                                           \
      "親ゾーンが{zone}のDSを公開していますが、{zone}に鍵がありません。"                                              \
      "署名を行わない運用者にDNSを移した場合に起こります。{zone}の登録者が、ドメインの登録先でDSを削除するか、"       \
      "ゾーンに署名する必要があります。")                                                                             \
    X("The keys of {zone} cannot be fetched: whoever runs {zone} has to see that its name servers answer for "        \
      "type DNSKEY, over TCP as well, as such answers are large.",                                                    \
      "{zone}の鍵を取得できません。{zone}の運用者が、"                                                                \
      "権威DNSサーバがDNSKEY型に応答することを確認する必要があります。応答が大きいため、"                             \
      "TCPでも応答しなければなりません。")                                                                            \
    X("{zone} does not prove what it says does not exist (NSEC, NSEC3): some name servers fail to for types "         \
      "that they do not know. Whoever runs {zone} has to bring the software up to date, or to sign the zone "         \
      "anew.",                                                                                                        \
      "{zone}は、存在しないことの証明（NSEC、NSEC3）を返しません。"                                                   \
      "知らない型についてこれを返さない権威DNSサーバがあります。{zone}の運用者が、ソフトウェアを更新するか、"         \
      "署名をし直す必要があります。")                                                                                 \
    X("To validate {zone} takes more work than validators are willing to do: whoever runs {zone} has to "             \
      "withdraw keys and signatures that are not needed.",                                                            \
      "{zone}の検証には、検証者が行う範囲を超える計算が必要です。{zone}の運用者が、"                                  \
      "不要な鍵と署名を削除する必要があります。")                                                                     \
    X("Whether {failed_name} is signed could not be asked: the servers of {zone}, or the resolver, do not tell "      \
      "of its DS.",                                                                                                   \
      "{failed_name}が署名されているかどうかを問い合わせられませんでした。{zone}の権威DNSサーバ、"                    \
      "またはリゾルバが、DSについて応答しません。")                                                                   \
    X("The keys with which all validation begins (DNSKEY of {zone}) could not be fetched: see to the resolver, "      \
      "or give another one with --server.",                                                                           \
      "検証の起点となる鍵（{zone}のDNSKEY）を取得できませんでした。リゾルバを確認するか、"                            \
      "--serverで別のリゾルバを指定してください。")                                                                   \
    /* Notes. */                                                                                                      \
    X("bits of the flags that are ignored; 128 (critical) may have been meant",                                       \
      "無視されるフラグのビットがあります。128（クリティカル）の誤りかもしれません")                                  \
    X("not a known tag, though close to one", "既知のタグに似た、未知のタグです")                                     \
    X("a tag without characters, or with such that a tag must not have; taken for unknown",                           \
      "文字のないタグ、またはタグに使えない文字を含むタグです。未知のタグとして扱います")                             \
    X("close to the CA's name, but another name", "認証局の名前に似た、別の名前です")                                 \
    X("authorised the CA until 2020-12-24", "2020-12-24まで有効だった旧識別子です")                                   \
    X("the CA's name in other letter case; a CA that compares octets does not find itself",                           \
      "認証局の名前の大文字・小文字が異なります。文字どおりに比較する認証局は、自分の名前と認識しません")             \
    X("an issuer's name with a dot behind it", "発行者名の末尾にドットがあります")                                    \
    X("a value with a semicolon at its end; none may stand behind a parameter",                                       \
      "値の末尾にセミコロンがあります。パラメータの後ろには置けません")                                               \
    X("a blank where only a semicolon separates", "セミコロンだけが区切りとなる場所に空白があります")                 \
    X("a parameter that the CA itself gives a meaning, or none",                                                      \
      "認証局自身が意味を定めるか、意味を持たないパラメータです")                                                     \
    X("a property that stands twice", "同じプロパティが二つあります")                                                 \
    X("no mailto, http or https URL; issuance does not depend on it",                                                 \
      "mailto、http、httpsのいずれのURLでもありません。発行可否には影響しません")                                     \
    X("over 8 hours: a CA may use an earlier answer as long as that",                                                 \
      "TTLが8時間を超えています。認証局はその間、以前の応答を使うことがあります")                                     \
    X("the records are those of a public suffix, and count for all who are below it",                                 \
      "公開サフィックス（ac.jp等）のレコードであり、配下のすべての名前に影響します")                                  \
    X("the records were found by way of an alias", "別名（CNAME等）をたどって見つかったレコードです")                 \
    X("the name servers of the zone give different answers", "ゾーンの権威DNSサーバの応答が一致しません")             \
    X("the places that were asked do not all see the same records",                                                   \
      "問い合わせた地点によって、見えるレコードが異なります")                                                         \
    X("a server answered from data that has expired", "サーバが有効期限の切れたデータで応答しました")                 \
    X("DNSSEC with SHA-1, which validators are ceasing to accept; use another algorithm or digest",                   \
      "DNSSECにSHA-1が使われています。検証者が対応をやめつつあるため、"                                               \
      "別のアルゴリズムまたはダイジェストを使ってください")                                                           \
    /* The page. */                                                                                                   \
    X("CAA audit", "CAA検査結果")                                                                                     \
    X("Outcome", "結果")                                                                                              \
    X("Verdicts as bars: denied, unknown and allowed, for the entries and for each kind",                             \
      "判定の帯グラフ：全体および証明書の種類ごとの、発行不可・判定不能・発行可の件数")                               \
    X("Verdicts by reason, over the entries that ask for the kind",                                                   \
      "判定と理由ごとの件数（その種類を対象とする名前について）")                                                     \
    X("Verdict", "判定")                                                                                              \
    X("Reason", "理由")                                                                                               \
    X("What needs action", "対応が必要なもの")                                                                        \
    X("Nothing: every entry is allowed, for every kind that it asks for.",                                            \
      "ありません。すべての名前について、対象とする証明書はすべて発行可です。")                                       \
    X("Records to add", "追加するレコード")                                                                           \
    X("Records to remove", "削除するレコード")                                                                        \
    X("All entries", "すべての名前")                                                                                  \
    X("The list is longer than a page can be: these are the first 10000 entries, above as below. The CSV "            \
      "report has them all.",                                                                                         \
      "一覧が長いため、この一覧も上の欄も先頭の10000件だけです。全件はCSVの報告書にあります。")                       \
    X("Entry", "名前")                                                                                                \
    X("Institution", "利用機関")                                                                                      \
    X("CAA found at", "CAAレコードのある名前")                                                                        \
    /* The letter. */                                                                                                 \
    X("Request: change of CAA records", "CAAレコード変更のお願い")                                                    \
    X("To whoever runs the DNS of the names below", "下記の名前のDNS管理者 各位")                                     \
    X("{institution} wants certificates for the names below. Before a CA issues, it looks up the CAA records "        \
      "of each name (RFC 8659, for S/MIME RFC 9495). With the records that are there now, the CA in question "        \
      "may not issue.",                                                                                               \
      "{institution}では、下記の名前について証明書の発行を予定しています。認証局は、証明書を発行する前に、"           \
      "それぞれの名前のCAAレコードを確認します（RFC 8659、S/MIMEについてはRFC 9495）。"                               \
      "現在公開されているレコードのままでは、利用する認証局は証明書を発行できません。")                               \
    X("Certificates are wanted for the names below. Before a CA issues, it looks up the CAA records of each "         \
      "name (RFC 8659, for S/MIME RFC 9495). With the records that are there now, the CA in question may not "        \
      "issue.",                                                                                                       \
      "下記の名前について証明書の発行を予定しています。認証局は、証明書を発行する前に、"                              \
      "それぞれの名前のCAAレコードを確認します（RFC 8659、S/MIMEについてはRFC 9495）。"                               \
      "現在公開されているレコードのままでは、利用する認証局は証明書を発行できません。")                               \
    X("Please make the changes that follow. All other records stay as they are; they let other CAs issue.",           \
      "お手数ですが、下記のとおりレコードの変更をお願いいたします。ほかのレコードは、"                                \
      "ほかの認証局の発行に必要ですので、そのまま残してください。")                                                   \
    X("At {change}", "変更箇所：{change}")                                                                            \
    X("Names that need it:", "対象の名前：")                                                                          \
    X("  and {further} more", "  ほか{further}件")                                                                    \
    X("Records to withdraw:", "削除するレコード：")                                                                   \
    X("Records to add, beside those that are there:", "追加するレコード（既存のレコードに並べて追加）：")             \
    X("Where records are withdrawn and others added at one name, do both in one step. Caches may go on with "         \
      "the old records until their TTL has run out. Please answer when it is done.",                                  \
      "同じ名前でレコードの削除と追加がある場合は、一度に行ってください。変更前のレコードは、"                        \
      "TTLが切れるまでキャッシュに残ることがあります。完了しましたら、ご連絡をお願いいたします。")                    \
    /* The message. */                                                                                                \
    X("CAA audit of {institution}: {denied} denied, {unknown} unknown",                                               \
      "{institution} CAA検査結果：発行不可{denied}件、判定不能{unknown}件")                                           \
    X("CAA audit: {denied} denied, {unknown} unknown", "CAA検査結果：発行不可{denied}件、判定不能{unknown}件")        \
    X("The CAA records of your names were audited: will the CA be allowed to issue for them?\n\n  entries: "          \
      "{entries}\n  allowed: {allowed}\n  denied:  {denied}\n  unknown: {unknown}\n\nThe report is attached "         \
      "(HTML); it says for each name what was found, and what to do.\n",                                              \
      "ご担当者様\n\n登録されている名前のCAAレコードを検査し、認証局が証明書を発行できるかどうかを確認しました。"     \
      "\n\n  対象：{entries}件\n  発行可：{allowed}件\n  発行不可：{denied}件\n  判定不能："                          \
      "{unknown}件\n\n名前ごとの検査結果と必要な対応は、添付の報告書（HTML）をご覧ください。\n")                      \
    X("\nA letter to whoever runs your DNS is attached, with the records to change.\n",                               \
      "\n変更が必要なレコードを記した、DNS管理者への依頼文を添付しています。\n")                                      \
    /* The explanation of one name. */                                                                                \
    X("looked up: {name}", "検査した名前：{name}")                                                                    \
    X("(not asked for)", "（対象外）")                                                                                \
    X("As seen from each place", "各地点での結果")                                                                    \
    X("What each name server says", "各権威DNSサーバの応答")                                                          \
    X("How it was found", "検査の経過")                                                                               \
    X("Conditions under which the CA is named", "認証局の指定に付いた条件")                                           \
    X("Notes", "注記")                                                                                                \
    X("What to do", "必要な対応")                                                                                     \
    X("Add at {change}", "{change}に追加")                                                                            \
    X("Remove at {change}", "{change}から削除")                                                                       \
    X("the same in the form of RFC 3597, for DNS software that does not know CAA or the tag:",                        \
      "RFC 3597形式（CAA型やこのタグを知らないDNSソフトウェア用）：")                                                 \
    X("alias of {aliases}: ", "{aliases}の別名：")                                                                    \
    X("no CAA record (the name exists)", "CAAレコードなし（名前は存在）")                                             \
    X("no such name", "名前が存在しない")                                                                             \
    X("no CAA record there", "別名の先にCAAレコードなし")                                                             \
    X("1 CAA record, which decides (TTL {ttl})", "CAAレコード1件、これで決まる（TTL {ttl}）")                         \
    X("{records} CAA records, which decide (TTL {ttl})", "CAAレコード{records}件、これらで決まる（TTL {ttl}）")       \
    X(", published at {owner}", "、{owner}で公開")                                                                    \
    X(", from data that has expired", "、有効期限の切れたデータ")                                                     \
    X("the lookup failed: {failure}", "問い合わせに失敗：{failure}")                                                  \
    X("the lookup of {failed_name} failed: {failure}", "{failed_name}の問い合わせに失敗：{failure}")                  \
    X("not needed", "問い合わせ不要")                                                                                 \
    X("not asked", "問い合わせていない")                                                                              \
    X("does not validate: {detail}", "DNSSEC検証に失敗：{detail}")                                                    \
    X("DNSSEC: unchecked (nothing was validated)", "DNSSEC：unchecked（検証していない）")                             \
    X("DNSSEC: secure (validated from the trust anchor down)", "DNSSEC：secure（トラストアンカーから検証済み）")      \
    X("DNSSEC: insecure (a zone on the way is proven not to be signed)",                                              \
      "DNSSEC：insecure（途中のゾーンが署名されていないことを証明済み）")                                             \
    X("DNSSEC: indeterminate (what would tell could not be had)",                                                     \
      "DNSSEC：indeterminate（検証に必要な情報を得られなかった）")                                                    \
    X("DNSSEC: bogus (a check failed that must not)", "DNSSEC：bogus（必要な検証に失敗した）")                        \
    /* The text report. */                                                                                            \
    X("(empty)", "（空欄）")                                                                                          \
    X("1 entry", "1件")                                                                                               \
    X("{entries} entries", "{entries}件")                                                                             \
    X("{entries} not covered by CAA", "対象外{entries}")                                                              \
    /* Sets of one's own, and forms for panels. */                                                                    \
    X("Publish a set of your own at {change}: all that is listed under add ({adds}), nothing less, as it takes "      \
      "the place of the other set, whose records it repeats so that nobody loses anything. It counts for every "      \
      "name below {change} that has no set nearer, and for names elsewhere that are aliases of {change}. Later "      \
      "changes of the other set have to be followed by hand.",                                                        \
      "{change}に独自のCAAレコードを公開してください。「追加」（add）に示す{adds}件をすべて、"                        \
      "欠かさず公開する必要があります。これは元のCAAレコードに代わるもので、誰も発行の許可を失わないように、"         \
      "元のレコードも含んでいます。より近くにCAAレコードを持たない{change}の配下のすべての名前と、"                   \
      "{change}を別名の先とする他の名前に影響します。元のCAAレコードが後で変更された場合は、"                         \
      "手作業で反映する必要があります。")                                                                             \
    X("At {name} itself nothing can be published beside the alias (RFC 1034 3.6.2): if they refuse, the alias "       \
      "has to be replaced by the records that it leads to, and a set of its own published beside them.",              \
      "{name}自体には、別名と並べてレコードを公開できません（RFC 1034 3.6.2）。依頼が受け入れられない場合は、"        \
      "別名をその先のレコードに置き換え、独自のCAAレコードを並べて公開する必要があります。")                          \
    X("Whoever runs {owner} has to be asked.", "{owner}の運用者に依頼する必要があります。")                           \
    X("Names relative to the zone take {zone} for it, the domain as it is registered; if the zone is another "        \
      "one, they differ.",                                                                                            \
      "ゾーンからの相対名は、登録されたドメインである{zone}をゾーンとみなしたものです。ゾーンが異なる場合は、"        \
      "相対名も異なります。")                                                                                         \
    X("{caa_name} is an alias: the records are at {owner}, which is in other hands than {name}.",                     \
      "{caa_name}は別名（CNAME等）であり、レコードは、{name}とは管理者の異なる{owner}にあります。")                   \
    X("{owner} is in other hands than {name}: names of many holders are registered below it.",                        \
      "{owner}は{name}と管理者が異なり、配下に多くの登録者の名前があります。")                                        \
    X("If what else is found at {change} comes from a DNS wildcard, publish that at {change} as well: the "           \
      "wildcard does not stand for a name that has records of its own.",                                              \
      "{change}のほかのレコードがDNSのワイルドカードによるものであれば、それも{change}に公開してください。"           \
      "自身のレコードを持つ名前には、ワイルドカードが適用されなくなります。")                                         \
    X("The same for DNS panels and tools", "DNSサービスやツール用の記述")                                             \
    X("The form of RFC 3597, for DNS software that does not know CAA or the tag:",                                    \
      "RFC 3597形式（CAA型やこのタグを知らないDNSソフトウェア用）：")                                                 \
    X("Route 53, lines more in the value of the CAA record, beside those that are there:",                            \
      "Route 53（CAAレコードの値に、既存の行に並べて追加する行）：")                                                  \
    X("Route 53, lines to take out of that value:", "Route 53（その値から取り除く行）：")                             \
    X("Route 53, change-resource-record-sets --change-batch, which replaces the set by these records, the kept "      \
      "ones among them; not if it has changed meanwhile:",                                                            \
      "Route 53（change-resource-record-sets --change-batch。残すレコードを含むこの内容に全体を置き換えるため、"      \
      "その間に変更があった場合は使わないこと）：")                                                                   \
    X("Cloudflare's API, POST to dns_records of the zone, which adds a record; where there is any CAA record, "       \
      "Cloudflare adds some for its own CAs, which its panel does not show:",                                         \
      "CloudflareのAPI（ゾーンのdns_recordsへのPOST。レコードを追加する。CAAレコードがあると、"                       \
      "Cloudflareは自身の認証局用のレコードを、画面に表示せずに追加する）：")                                         \
    X("Cloudflare's API, the records to DELETE, by the id that GET dns_records has for them:",                        \
      "CloudflareのAPI（DELETEするレコード。idはGET dns_recordsで確認する）：")                                       \
    X("Azure, RESOURCE_GROUP being yours:", "Azure（RESOURCE_GROUPはお使いのもの）：")                                \
    X("dnscontrol, lines more in dnsconfig.js:", "dnscontrol（dnsconfig.jsに追加する行）：")                          \
    X("dnscontrol, lines to take out:", "dnscontrol（取り除く行）：")                                                 \
    X("(left out: {left_out}, which cannot be given here exactly; the zone file lines and the form of RFC 3597 "      \
      "hold all)",                                                                                                    \
      "（この形式では正確に書けない{left_out}件を省略。ゾーンファイルの行とRFC 3597形式にはすべて記載）")             \
    X("Azure, thereafter:", "Azure（続けて行う操作）：")                                                              \
    X("The same in the form of RFC 3597, for DNS software that does not know them:",                       \
      "同じもののRFC 3597形式（これらを知らないDNSソフトウェア用）：")                           \
    /* The file of options. */                                                                                        \
    X("the line is no text in UTF-8", "UTF-8のテキストではない行です")                                                \
    X("KEY = VALUE is wanted, as in server = 192.0.2.1",                                                              \
      "server = 192.0.2.1 のように、キー = 値 の形で書いてください")                                                  \
    X("more than 1000 options", "オプションが1000を超えています")                                                     \
    X("the line is longer than 4095 octets", "4095オクテットを超える行です")                                          \
    X("the file cannot be read: %s", "ファイルを読み込めません：%s")                                                  \
    X("yes or no is wanted", "yesかnoを指定してください")                                                             \
    X("it can be given on the command line only: remove the line",                                                     \
      "設定ファイルでは指定できません。この行を削除し、コマンドラインで指定してください")                                                                      \
    X("the long name of an option is wanted; see caa-audit run --help",                                               \
      "オプションの長い名前を書いてください（caa-audit run --help を参照）")                                          \
    X("Kind", "種類")                                                                                                 \
    X("What changed in the CAA audit", "CAA検査結果の変化")                                                           \
    X("Before", "以前")                                                                                               \
    X("Now", "今回")                                                                                                  \
    X("Records added", "追加されたレコード")                                                                          \
    X("Records removed", "削除されたレコード")                                                                        \
    X("Nothing changed.", "変化はありません。")                                                                       \
    /* What the system says (strerror in the locale C). */                                                            \
    X("No such file or directory", "ファイルやフォルダがありません")                                                  \
    X("Permission denied", "許可がありません")                                                                        \
    X("Is a directory", "フォルダです")                                                                               \
    X("Not a directory", "フォルダではありません")                                                                    \
    X("File exists", "すでに存在します")                                                                              \
    X("No space left on device", "空き容量がありません")                                                              \
    X("Read-only file system", "読み取り専用のファイルシステムです")                                                  \
    X("Broken pipe", "読み手がいません")                                                                              \
    X("Device or resource busy", "使用中です")                                                                        \
    X("Disk quota exceeded", "割り当て容量を超えています")                                                            \
    X("File name too long", "ファイル名が長すぎます")                                                                 \
    X("Too many levels of symbolic links", "シンボリックリンクが循環しています")                                      \
    X("Input/output error", "入出力エラーです")                                                                       \
    X("Operation not permitted", "許可されていない操作です")                                                          \
    X("Bad file descriptor", "閉じられています")                                                                      \
    X("File too large", "大きさの上限（ulimit -fなど）を超えています")                                                \
    X("Too many open files", "開いているファイルが多すぎます")                                                        \
    X("not covered by CAA", "対象外")                                                                                 \
    /* What went wrong with a lookup. */                                                                              \
    X("extended error %u", "拡張エラー%u")                                                                            \
    X("a referral instead of an answer", "応答ではなく委任が返された")                                                \
    X("an empty answer without authority", "権威のない空の応答が返された")                                            \
    X("a referral to itself or upwards", "自分自身または上位への委任が返された")                                      \
    X("the answer holds other records than asked for", "問い合わせたものと異なるレコードが返された")                  \
    X("an alias makes a name longer than 255 octets", "別名により名前が255オクテットを超える")                        \
    X("the aliases lead back to themselves", "別名が循環している")                                                    \
    X("an alias is malformed", "別名のレコードの形式が正しくない")                                                    \
    X("two different aliases for one name", "1つの名前に異なる別名が2つある")                                         \
    X("more than 16 aliases in a row", "別名が16個を超えて連続している")                                              \
    X("the message is malformed", "メッセージの形式が不正")                                                           \
    X("the server filtered the answer", "サーバが応答を遮断した")                                                     \
    X("the answer of a resolver, not its own", "自らのものではない、リゾルバとしての応答")                            \
    X("asked once more: ", "再確認：")                                                                               \
    X("%u try at %s", "%2$sに%1$u回試行")                                                                             \
    X("%u tries at %s", "%2$sに%1$u回試行")                                                                           \
    X("a record in the answer is no CAA record", "応答にCAAレコードとして不正なレコードがある")                       \
    X("a truncated answer over TCP", "TCPの応答が切り詰められている")                                                 \
    X("the server closed the connection without an answer", "サーバが応答せずに接続を閉じた")                         \
    X("no answer in time over TCP", "TCPで時間内に応答なし")                                                          \
    X("no answer in time", "時間内に応答なし")                                                                        \
    X("the system has no socket for it", "システムにソケットの余裕がない")                                            \
    X("; ", "；")                                                                                                     \
    X("; the resolver says: ", "；リゾルバの応答：")                                                                  \
    X("the servers of the zone refer a question about its own DS to the zone below",                                  \
      "ゾーンのサーバが、自らのDSについての問い合わせを下位のゾーンに委任する")                                       \
    X("no name server of the zone has an address that can be asked",                                                  \
      "ゾーンの権威DNSサーバに、問い合わせのできるアドレスがない")                                                    \
    X("the time for it ran out", "制限時間を超えた")                                                                  \
    X("to find it out, it would have to be known already", "参照が循環していて調べられない")                          \
    X("no answer within %g seconds, the time for one entry", "1件あたりの制限時間（%g秒）内に応答なし")               \
    X("it takes too many questions to find the answer", "応答を得るために必要な問い合わせが多すぎる")                 \
    X("the RDATA is no CAA record: it is too short for its tag",                                                      \
      "RDATAがCAAレコードとして不正（タグに対して短すぎる）")                                                         \
    X("the RDATA of an alias is no name", "別名のRDATAが名前ではない")                                                \
    X("the server refers to others, as if it did not have the zone",                                                  \
      "サーバが、ゾーンを持たないかのように他のサーバに委任する")                                                     \
    X("%zu record", "レコード%zu件")                                                                                  \
    X("%zu records", "レコード%zu件")                                                                                 \
    X("no data", "該当タイプなし")                                                                                    \
    X("an alias only", "別名のみ")                                                                                    \
    X("a referral to %s", "%s への委任")                                                                              \
    X("truncated", "切り詰められた応答")                                                                              \
    X("%s of %s", "%2$s の%1$s")                                                                                      \
    X("%s, algorithm %u%s%s", "%s、アルゴリズム%u%s%s")                                                               \
    X("RRSIG by key %u of %s", "%2$s の鍵%1$uによるRRSIG")                                                            \
    X("%s expired %s (%s)", "%sが%sに期限切れ（%s）")                                                                 \
    X("%s is not valid before %s (%s)", "%sは%sまで無効（%s）")                                                       \
    X("%s does not fit the records (%s)", "%sがレコードと一致しない（%s）")                                           \
    X("no DNSKEY of %s with tag %u for the RRSIG (%s)", "RRSIGに対応する %s の鍵タグ%uのDNSKEYがない（%s）")          \
    X("RRSIG by %s, a zone that does not hold the name (%s)", "この名前を保持しないゾーン %s によるRRSIG（%s）")      \
    X("too many signatures to check (%s)", "検査する署名が多すぎる（%s）")                                            \
    X("no RRSIG by %s (%s)", "%s によるRRSIGがない（%s）")                                                            \
    X("no valid proof that no name closer than the wildcard matches %s",                                              \
      "ワイルドカードより近い名前が %s に一致しないことの有効な証明がない")                                           \
    X("no valid proof that %s does not exist", "%s が存在しないことの有効な証明がない")                               \
    X("no valid proof that %s has no %s", "%s に%sがないことの有効な証明がない")                                      \
    X("no valid proof that %s has no DS", "%s にDSがないことの有効な証明がない")                                      \
    X("too many questions for one chain of trust", "1つの信頼の連鎖に必要な問い合わせが多すぎる")                     \
    X("no trust anchor above %s", "%s の上位にトラストアンカーがない")                                                \
    X("the DS of %s cannot be had: %s", "%s のDSを取得できない（%s）")                                                \
    X("the DNSKEY of %s cannot be had: %s", "%s のDNSKEYを取得できない（%s）")                                        \
    X("nothing can be learnt about %s: %s", "%s について何も分からない（%s）")                                        \
    X("the message holds more than is looked at", "メッセージに含まれるものが多すぎて検査できない")                   \
    X("the DS of %s was made from a DNS wildcard", "%s のDSがDNSのワイルドカードから作られている")                    \
    X("no DNSKEY of %s fits the trust anchor (key tag %s)",                                                           \
      "%s のどのDNSKEYもトラストアンカー（鍵タグ%s）と一致しない")                                                    \
    X("no DNSKEY of %s fits the trust anchor (key tags %s)",                                                          \
      "%s のどのDNSKEYもトラストアンカー（鍵タグ%s）と一致しない")                                                    \
    X("no DNSKEY of %s fits its DS (key tag %u, algorithm %u %s)",                                                    \
      "%s のどのDNSKEYもそのDS（鍵タグ%u、アルゴリズム%u %s）と一致しない")                                           \
    X("no DNSKEY of %s fits its DS (key tags %s)", "%s のどのDNSKEYもそのDS（鍵タグ%s）と一致しない")                 \
    X("the DS of %s with key tag %u has a digest of %zu octets, where type %u has %zu",                               \
      "%s のDS（鍵タグ%u）のダイジェストが%zuオクテットである（種別%uでは%zuオクテット）")                            \
    X("the signature over the %s of %s is valid from %s to %s, and this machine's clock says %s",                     \
      "%2$s の%1$sの署名の有効期間は%3$sから%4$sまでだが、このマシンの時計は%5$sを示している")                        \
    X("the DNSKEY of %s came without a signature", "%s のDNSKEYに署名が付いていない")                                 \
    X("no DNSKEY at %s, the trust anchor's zone", "トラストアンカーのゾーン %s にDNSKEYがない")                       \
    X("no DNSKEY at %s, though its parent has a DS for it", "親ゾーンにDSがあるのに、%s にDNSKEYがない")              \
    /* Words. */                                                                                                      \
    X("{count} {verdict}", "{verdict}{count}")                                                                        \
    X("entries", "全体")                                                                                              \
    X(": ", "：")                                                                                                     \
    X(", ", "、")                                                                                                     \
    X(" at {found_name}", "（{found_name}）")                                                                         \
    X("allowed", "発行可")                                                                                            \
    X("denied", "発行不可")                                                                                           \
    X("unknown", "判定不能")                                                                                          \
    X("server", "サーバ証明書")                                                                                       \
    X("wildcard", "ワイルドカード証明書")                                                                             \
    X("smime", "S/MIME証明書")                                                                                        \
    X("no CAA record up to the top-level domain", "トップレベルドメインまでCAAレコードなし")                          \
    X("the CAA records do not restrict this kind", "CAAレコードはこの種類の証明書を制限していない")                   \
    X("the CAA records name the CA", "CAAレコードが認証局を指定している")                                             \
    X("the CAA records name other CAs only", "CAAレコードがほかの認証局だけを指定している")                           \
    X("the CAA records forbid issuance by anybody", "CAAレコードがすべての発行を禁じている")                          \
    X("a CAA record cannot be parsed, so it names nobody",                                                            \
      "CAAレコードに構文の誤りがあり、どの認証局も指定していない扱い")                                                \
    X("a critical CAA record has a tag that is not known", "クリティカルなCAAレコードのタグが未知")                   \
    X("the answer does not validate", "応答のDNSSEC検証に失敗")                                                       \
    X("the lookup failed in a signed zone", "署名されたゾーンで問い合わせに失敗")                                     \
    X("the lookup failed", "問い合わせに失敗")                                                                        \
    X("it depends on the account and the validation method", "アカウントと検証方式による")                            \
    X("a critical CAA record has a tag that a CA need not know",                                                      \
      "クリティカルなCAAレコードのタグを認証局が知らない可能性")                                                      \
    X("the perspectives disagree", "地点によって判定が異なる")                                                        \
    X("the answer was not validated", "応答がDNSSECで検証されていない")                                               \
    X("this is no DNS name", "DNSの名前ではない")                                                                     \
    X("nothing failed", "失敗なし")                                                                                   \
    X("no answer came in time", "時間内に応答なし")                                                                   \
    X("the server could not answer (SERVFAIL)", "サーバが応答できない（SERVFAIL）")                                   \
    X("the server refuses to answer (REFUSED)", "サーバが応答を拒否（REFUSED）")                                      \
    X("the server does not understand the question (FORMERR)", "サーバが問い合わせを理解しない（FORMERR）")           \
    X("the server does not know the record type (NOTIMP)", "サーバがレコード型を知らない（NOTIMP）")                  \
    X("the server cannot be reached", "サーバに到達できない")                                                         \
    X("the answer is malformed", "応答が壊れている")                                                                  \
    X("the aliases lead in a circle", "別名が循環している")                                                           \
    X("the chain of aliases is too long", "別名の連鎖が長すぎる")                                                     \
    X("the server is not responsible for the zone", "サーバがゾーンを管理していない")                                 \
    X("the server answered with an unusual code", "サーバが通常と異なるコードで応答")                                 \
    X("the cell is empty: write a host name, a zone, *.name or user@name",                                            \
      "空欄です。ホスト名、ゾーン、*.名前、または user@名前 を書いてください")                                        \
    X("this is a URL: write only its host name", "URLです。ホスト名だけを書いてください")                             \
    X("a port or a colon does not belong to a name: write only the host name",                                        \
      "ポート番号やコロンは名前に含まれません。ホスト名だけを書いてください")                                         \
    X("this is an IP address: CAA covers DNS names only", "IPアドレスです。CAAの対象はDNSの名前だけです")             \
    X(".onion names are not in the DNS, and CAA lookups do not cover them",                                           \
      ".onionの名前はDNSになく、CAAの検査の対象になりません")                                                         \
    X("the root and a bare * are no names that a certificate can hold",                                               \
      "ルートや * だけの名前は、証明書に記載できません")                                                              \
    X("the name has an empty label: two dots in a row, or one at its start",                                          \
      "名前に空のラベルがあります（ドットの連続、または先頭のドット）")                                               \
    X("a label is longer than 63 octets", "63オクテットを超えるラベルがあります")                                     \
    X("the name is longer than 253 characters", "名前が253文字を超えています")                                        \
    X("a * may only be the whole first label, as in *.example.ac.jp",                                                 \
      "* は、*.example.ac.jp のように先頭のラベル全体としてのみ使えます")                                             \
    X("a character that a name cannot hold: write it as \\DDD if it is meant",                                        \
      "名前に使えない文字があります。必要な場合は \\DDD と書いてください")                                            \
    X("a backslash must be followed by a character or by three digits up to 255",                                     \
      "バックスラッシュの後には、1文字、または255までの3桁の数字が必要です")                                          \
    X("an internationalised label that IDNA 2008 does not allow", "IDNA 2008で許されない国際化ラベルがあります")      \
    X("the text is not valid in its encoding", "文字コードとして正しくありません")                                    \
    X("what stands before the @ is no local part of a mail address",                                                  \
      "@ の前がメールアドレスのローカル部として正しくありません")                                                     \
    /* Changes. */                                                                                                    \
    X("Became denied", "発行不可になったもの")                                                                        \
    X("Became unknown", "判定不能になったもの")                                                                       \
    X("Became allowed", "発行可になったもの")                                                                         \
    X("New entries", "新しい名前")                                                                                    \
    X("Entries gone", "なくなった名前")                                                                               \
    X("Records changed, verdicts the same", "判定は同じでレコードが変わったもの")                                     \
    /* Files: output. */                                                                                              \
    X("cannot be written: %s; %s", "書き込めません：%s。%s")                                                          \
    X("name a file in it", "その中のファイルを指定してください")                                                      \
    X("make the folder first", "先にフォルダを作成してください")                                                      \
    X("choose a folder that you may write to", "書き込みのできるフォルダを指定してください")                          \
    X("make room, or choose another place", "空き容量を確保するか、別の場所を指定してください")                       \
    X("choose another place", "別の場所を指定してください")                                                           \
    X("make the folder that it is in first", "先に親フォルダを作成してください")                                      \
    X("choose a place that you may write to", "書き込みのできる場所を指定してください")                               \
    X("is not replaced, as `%.100s' in it is no part of an export: move that away, or name another folder",           \
      "置き換えません。中の「%.100s」は書き出しの結果ではありません。移動するか、"                                    \
      "別のフォルダを指定してください")                                                                               \
    X("is not replaced, as it has no %s of an export: name another folder",                                           \
      "置き換えません。書き出しの結果であることを示す%sがありません。別のフォルダを指定してください")                 \
    X("standard output", "標準出力")                                                                                  \
    X("standard input", "標準入力")                                                                                   \
    X("root hints", "ルートヒント")                                                                                   \
    /* Zone files. */                                                                                                 \
    X("`%.*s': %s", "「%.*s」：%s")                                                                                   \
    X("`%s' is no name of a zone; write FILE:ORIGIN",                                                                 \
      "「%s」はゾーンの名前ではありません。ファイル:オリジン の形で書いてください")                                   \
    X("no SOA record says which zone this is; add one, or the zone's name as :ORIGIN behind the file",                \
      "どのゾーンかを示すSOAレコードがありません。追加するか、ファイルの後に :オリジン "                              \
      "としてゾーンの名前を書いてください")                                                                           \
    X("a CNAME stands alone at its name; remove it, or the other records there",                                      \
      "CNAMEは、その名前にほかのレコードと並べて置けません。どちらかを削除してください")                              \
    X("a second DNAME at this name; remove one of them", "この名前に二つ目のDNAMEがあります。一つを削除してください")                           \
    X("the SOA record is too short", "SOAレコードが短すぎます")                                                       \
    X("an SOA record of another zone; give each zone a file of its own",                                              \
      "別のゾーンのSOAレコードです。ゾーンごとにファイルを分けてください")                                            \
    X("the SOA record is not at the name given as :ORIGIN; correct one of them",                                      \
      "SOAレコードの名前が :オリジン と異なります。どちらかを訂正してください")                                       \
    X("only class IN is audited; remove the record", "検査の対象はクラスINだけです。このレコードを削除してください")  \
    X("a record without a type; a name is followed by TTL, class and type",                                           \
      "型のないレコードです。名前の後には、TTL、クラス、型が続きます")                                                \
    X("no TTL (up to 2147483647, or such as 1h30m), and no type",                                                     \
      "TTL（2147483647まで、または1h30mなど）でも、型でもありません")                                                 \
    X("no record type that is known; correct it, or write it as TYPEnnn \\# ...",                                     \
      "未知のレコード型です。訂正するか、TYPEnnn \\# ... の形で書いてください")                                       \
    X("the first record must name its owner; begin the line with it, or with @",                                      \
      "最初のレコードには名前が必要です。行の先頭に名前か @ を書いてください")                                        \
    X("$ORIGIN is followed by one name", "$ORIGINの後には名前が一つ必要です")                                         \
    X("$TTL is followed by one number of seconds up to 2147483647, or such as 1h30m",                                 \
      "$TTLの後には、2147483647までの秒数、または1h30mなどが一つ必要です")                                            \
    X("what $GENERATE makes is no record", "$GENERATEが作るものがレコードではありません")                             \
    X("$GENERATE is followed by a range, an owner, a type and RDATA",                                                 \
      "$GENERATEの後には、範囲、名前、型、RDATAが必要です")                                                           \
    X("no file has this name", "この名前のファイルはありません")                                                      \
    X("the file includes itself, perhaps by way of others; remove the $INCLUDE",                                      \
      "ファイルが（ほかを経由して）自分自身を読み込んでいます。$INCLUDEを削除してください")                           \
    X("included files are nested too deeply (8 at most)", "$INCLUDEの入れ子が深すぎます（8段まで）")                  \
    X("$INCLUDE is followed by a file, and a name as its origin perhaps",                                             \
      "$INCLUDEの後には、ファイルと、必要ならオリジンの名前を書きます")                                               \
    X("no directive that is known ($ORIGIN, $TTL, $INCLUDE, $GENERATE)",                                              \
      "未知のディレクティブです（$ORIGIN、$TTL、$INCLUDE、$GENERATE）")                                               \
    X("a NUL octet: this is no zone file", "NULオクテットがあります。ゾーンファイルではありません")                   \
    X("the line is longer than 1 MiB: is this a zone file?", "1 MiBを超える行があります。ゾーンファイルですか")       \
    X("a ( is not closed; add the )", "( が閉じていません。) を追加してください")                                     \
    X("a ) without a ( before it; remove it, or put it between quotes",                                               \
      "対応する ( のない ) です。削除するか、引用符で囲んでください")                                                 \
    X("a \" is not closed on its line; add the closing one, or write \\\" where it is meant",                         \
      "\" がその行で閉じていません。閉じるか、文字としては \\\" と書いてください")                                    \
    X("the entry is longer than 1 MiB; is a ( before it not closed?",                                                 \
      "1 MiBを超える記述です。前の ( が閉じていないのではありませんか")                                               \
    X("a backslash must be followed by a character, or by three digits up to 255",                                    \
      "バックスラッシュの後には、1文字、または255までの3桁の数字が必要です")                                          \
    X("a name is written without quotes", "名前は引用符で囲まずに書きます")                                           \
    X("a relative name, and no origin is known; begin with $ORIGIN, or name the zone: FILE:ORIGIN",                   \
      "相対名ですが、オリジンがわかりません。$ORIGINを書くか、ファイル:オリジン の形でゾーンを指定してください")      \
    X("this is no name: an empty label, one over 63 octets, or a bad escape",                                         \
      "名前ではありません（空のラベル、63オクテットを超えるラベル、または誤ったエスケープ）")                         \
    X("the name and its origin are longer than 255 octets together",                                                  \
      "名前とオリジンの合計が255オクテットを超えています")                                                            \
    X("\\# is followed by the number of octets, at most 65535, and by their hexadecimal digits",                      \
      "\\# の後には、65535までのオクテット数と、その16進数が必要です")                                                \
    X("what follows \\# and the number of octets are hexadecimal digits",                                             \
      "\\# とオクテット数の後に書けるのは16進数だけです")                                                             \
    X("the number of octets behind \\# is not that of the hexadecimal digits; count them anew",                       \
      "\\# の後のオクテット数が、16進数の長さと一致しません")                                                         \
    X("a CAA tag has letters and digits only; if it is meant, write the record as TYPE257 \\# ...",                   \
      "CAAのタグに使えるのは英数字だけです。意図したものであれば、TYPE257 \\# ... の形で書いてください")              \
    X("a CAA tag has 1 to 255 letters and digits", "CAAのタグは1から255文字の英数字です")                             \
    X("a CAA record has flags from 0 to 255, a tag and a value: 0 issue \"ca.example\"",                              \
      "CAAレコードには、0から255のフラグ、タグ、値が必要です：0 issue \"ca.example\"")                                \
    X("a CAA record without a value: an unquoted ; begins a comment; if nobody may issue, quote it: \";\"",           \
      "値のないCAAレコードです。引用符のない ; は注釈の始まりです。すべての発行を禁じる場合は \";\" "                 \
      "と書いてください")                                                                                             \
    X("more than one value in a CAA record; if it holds blanks, quote it: \"ca.example; key=value\"",                 \
      "CAAレコードに値が二つ以上あります。空白を含む値は引用符で囲んでください：\"ca.example; key=value\"")           \
    X("the record holds exactly one name", "このレコードに書けるのは名前一つだけです")                                \
    X("the record is longer than 65535 octets; split it",                                                             \
      "レコードが65535オクテットを超えています。分割してください")                                                    \
    X("$GENERATE begins with a range such as 1-10 or 0-100/2", "$GENERATEは、1-10 や 0-100/2 のような範囲で始めます") \
    X("the range of $GENERATE ends before it begins", "$GENERATEの範囲の終わりが始まりより前です")                    \
    X("$GENERATE makes more than 65536 records; split it",                                                            \
      "$GENERATEが65536件を超えるレコードを作ります。分割してください")                                               \
    X("a modifier of $GENERATE is ${OFFSET,WIDTH,BASE} with a width up to 63 and a base of d, o, x or X",             \
      "$GENERATEの修飾は ${オフセット,幅,基数} です。幅は63まで、基数は d、o、x、X のいずれかです")                   \
    X("the nibble base of $GENERATE is not supported; write the records out",                                         \
      "$GENERATEのニブル形式には対応していません。レコードを書き下してください")                                      \
    X("an offset of $GENERATE makes a number negative", "$GENERATEのオフセットで数が負になります")                    \
    /* Anchors, hints, resolv.conf. */                                                                                \
    X("a record that is no trust anchor: DS or DNSKEY records are wanted",                                            \
      "トラストアンカーではないレコードです。DSまたはDNSKEYレコードが必要です")                                       \
    X("a trust anchor with an algorithm or digest that is not known here: SHA-256 or SHA-384 digests of RSA, "        \
      "ECDSA or EdDSA keys are wanted",                                                                               \
      "対応していないアルゴリズムまたはダイジェストのトラストアンカーです。RSA、ECDSA、EdDSAの鍵の、"                 \
      "SHA-256またはSHA-384のダイジェストが必要です")                                                                 \
    X("more trust anchors than are looked at: 64 are the most", "トラストアンカーが多すぎます（64まで）")             \
    X("no trust anchor in it: DS or DNSKEY records are wanted",                                                       \
      "トラストアンカーがありません。DSまたはDNSKEYレコードが必要です")                                               \
    X("a name server of another zone: those of the root (.) are wanted",                                              \
      "別のゾーンの権威DNSサーバです。ルート（.）のものが必要です")                                                   \
    X("more name servers than are looked at: 16 are the most", "権威DNSサーバが多すぎます（16まで）")                 \
    X("more addresses than are looked at: 32 are the most", "アドレスが多すぎます（32まで）")                         \
    X("a record that is no root hint: NS, A and AAAA records are wanted",                                             \
      "ルートヒントではないレコードです。NS、A、AAAAレコードが必要です")                                              \
    X("no name server of the root with an address: NS, A and AAAA records are wanted, as in named.root",              \
      "アドレスのあるルートの権威DNSサーバがありません。named.rootのように、NS、A、AAAAレコードが必要です")           \
    X("%s; name a resolver with --server", "%s。--serverでリゾルバを指定してください")                                \
    X("the file is larger than %zu KiB: is it the right one?",                                                        \
      "ファイルが%zu KiBを超えています。正しいファイルか確認してください")                                            \
    X("a NUL octet: this is no text, or it is UTF-16; save it as UTF-8",                                              \
      "NULオクテットがあります。テキストでないか、UTF-16です。UTF-8で保存してください")                               \
    /* Lists. */                                                                                                      \
    X("a cell begins with \" and is not closed; add the closing \", or double it where it is meant",                  \
      "\" で始まるセルが閉じていません。閉じるか、文字としての \" は二つ重ねて書いてください")                        \
    X("a cell is longer than 65536 octets; shorten it, or close a \" before it",                                      \
      "65536オクテットを超えるセルがあります。短くするか、前の \" を閉じてください")                                  \
    X("the row has more cells than the first one; what is too much is dropped, here and further down: put a "         \
      "cell that holds a comma between \"",                                                                           \
      "最初の行よりセルが多い行です。余分なセルは、この行以降も無視されます。カンマを含むセルは \" "                  \
      "で囲んでください")                                                                                             \
    X("the service takes at most %d records in a file, and this is one more: split the file before it is "            \
      "uploaded",                                                                                                     \
      "支援システムが受け付けるのは1ファイル%d件までで、これを超えています。"                                         \
      "アップロードの前にファイルを分割してください")                                                                 \
    X("column 2 (%s): a profile that is not known, here and perhaps further down; the names tell what kind of "       \
      "certificate it is: is the number right?",                                                                      \
      "2列目（%s）：未知のプロファイルです（以降の行にもあるかもしれません）。証明書の種類は名前から判断します。"     \
      "番号をご確認ください")                                                                                         \
    X("not UTF-8, and this system's iconv knows no cp932; say what it is: --encoding",                                \
      "UTF-8ではなく、このシステムのiconvはcp932を扱えません。--encodingで文字コードを指定してください")              \
    X("more than 256 columns; is this a list of names?", "256列を超えています。名前の一覧ですか")                     \
    X("a 主体者DN: this looks like a record of a UPKI file, whose personal columns would be carried through; "        \
      "remove the lines above it, or say with --input-format what the list is",                                       \
      "主体者DNがあります。UPKIのファイルのレコードのようです。このまま読むと個人情報の列が引き継がれます。"          \
      "上の行を削除するか、--input-formatで一覧の形式を指定してください")                                             \
    X("a NUL octet: this is no text, or it is UTF-16; save the list as UTF-8, or say --encoding UTF-16",              \
      "NULオクテットがあります。テキストでないか、UTF-16です。UTF-8で保存するか、--encoding UTF-16 "                  \
      "を指定してください")                                                                                           \
    X("this is ISO-2022-JP text; save the list as UTF-8, or say --encoding ISO-2022-JP",                              \
      "ISO-2022-JPのテキストです。UTF-8で保存するか、--encoding ISO-2022-JP を指定してください")                      \
    X("octet 0x%02X", "オクテット0x%02X")                                                                             \
    X("a character", "一部の文字")                                                                                    \
    X("column %zu: %s is not valid %s and was read as U+FFFD; correct the cell, or give the list's encoding with "    \
      "--encoding",                                                                                                   \
      "%zu列目：%sは%sとして正しくないため、U+FFFDとして読み込みました。セルを修正するか、"                           \
      "--encodingで一覧の文字コードを指定してください")                                                               \
    X("column %zu: %s is not valid %s, so there is no name to look up; correct the cell, or give the list's "         \
      "encoding with --encoding",                                                                                     \
      "%zu列目：%sは%sとして正しくないため、名前を調べられません。セルを修正するか、--encodingで一覧の文字コードを"   \
      "指定してください")                                                                                             \
    X("more cells are not valid %s; these warnings end here: is it the list's encoding?",                             \
      "%sとして正しくないセルがほかにもあります（以後は表示しません）。文字コードの指定は正しいですか")               \
    X("the row is not valid %s; give the list's own encoding with --encoding",                                        \
      "%sとして読めない行です。--encodingで一覧の実際の文字コードを指定してください")                                 \
    X("unknown encoding `%s'; iconv -l lists the known ones",                                                         \
      "未知の文字コード「%s」です。使えるものは iconv -l で確認できます")                                             \
    X("%s: the list cannot be read: %s", "%s: 一覧を読み込めません：%s")                                              \
    X("the list is empty", "一覧が空です")                                                                            \
    /* Upki. */                                                                                                       \
    X("column %zu (%s): %s", "%zu列目（%s）：%s")                                                                     \
    X("%zu column: expected are %s, with a tab between two", "列の数が%zuです。%sをタブで区切ってください")           \
    X("%zu columns: expected are %s, with a tab between two", "列の数が%zuです。%sをタブで区切ってください")          \
    X("13 for a server certificate, 15 for a client or S/MIME certificate",                                           \
      "サーバ証明書は13列、クライアント証明書とS/MIME証明書は15列")                                                   \
    X("%zu, as in the header", "見出しと同じ%zu列")                                                                   \
    X("13 for a server certificate", "サーバ証明書は13列")                                                            \
    X("15 for a client or S/MIME certificate", "クライアント証明書とS/MIME証明書は15列")                              \
    X("the header has no column %s; download the file again, all columns of it",                                      \
      "見出しに「%s」の列がありません。すべての列をもう一度ダウンロードしてください")                                 \
    X("dNSName=HOST is expected, with a comma between two: dNSName=a.example.ac.jp,dNSName=b.example.ac.jp",          \
      "dNSName=ホスト名 をカンマで区切って書いてください：dNSName=a.example.ac.jp,dNSName=b.example.ac.jp")           \
    X("the CN of a server certificate is expected to be its FQDN: letters, digits, - and dots",                       \
      "サーバ証明書のCNには、FQDN（英数字、- とドット）を書いてください")                                             \
    X("an FQDN is expected, the same as the CN: letters, digits, - and dots",                                         \
      "CNと同じFQDN（英数字、- とドット）を書いてください")                                                           \
    X("the CN of an S/MIME certificate is expected to be the mail address of its 利用者",                             \
      "S/MIME証明書のCNには、利用者のメールアドレスを書いてください")                                                 \
    X("no known profile; expected is 3 or 11 (server), 7, 15 or 16 (S/MIME), 5, 13 or 14 (client "                    \
      "authentication)",                                                                                              \
      "未知のプロファイルです。サーバ証明書は3か11、S/MIME証明書は7、15、16のいずれか、クライアント認証は5、13、"     \
      "14のいずれかです")                                                                                             \
    X("a DN is expected: CN=...,O=...,L=...,ST=...,C=JP", "主体者DNを書いてください：CN=...,O=...,L=...,ST=...,C=JP") \
    /* Reports. */                                                                                                    \
    X("the column '%s' holds '%.64s': %s is wanted; is this a report of this program?",                               \
      "列「%s」の値「%.64s」は%sではありません。このプログラムの報告書ですか")                                        \
    X("a number", "数")                                                                                               \
    X("a plain word", "単純な語")                                                                                     \
    X("a list of server, wildcard, smime", "server、wildcard、smimeの並び")                                           \
    X("allowed, denied or unknown", "allowed、denied、unknownのいずれか")                                             \
    X("a reason such as listed", "listedなどの理由")                                                                  \
    X("a failure such as timeout", "timeoutなどの失敗")                                                               \
    X("a NUL octet: this is no report in UTF-8", "NULオクテットがあります。UTF-8の報告書ではありません")              \
    X("the line is too long for a report", "報告書としては長すぎる行です")                                            \
    X("the report cannot be read: %s", "報告書を読み込めません：%s")                                                  \
    X("'%s' is no text: %s", "「%s」が文字列ではありません。%s")                                                      \
    X("'%s' is no number: %s", "「%s」が数ではありません。%s")                                                        \
    X("'%s' is no array: %s", "「%s」が配列ではありません。%s")                                                       \
    X("'%s' holds what is no text: %s", "「%s」に文字列でないものがあります。%s")                                     \
    X("'%s' is no object: %s", "「%s」がオブジェクトではありません。%s")                                              \
    X("is this a report of this program?", "このプログラムの報告書ですか")                                            \
    X("more than %d columns: this is no report", "%d列を超えています。報告書ではありません")                          \
    X("the line has no '%s': give a report that caa-audit run wrote",                                                 \
      "この行に「%s」がありません。caa-audit run の報告書を指定してください")                                         \
    X("the line is no JSON object%s%s: is the report complete?",                                                      \
      "JSONオブジェクトではない行です%s%s。報告書は完全ですか")                                                       \
    X("the first line has no column '%s': give a report that caa-audit run wrote as CSV, TSV or JSON Lines",          \
      "先頭の行に列「%s」がありません。caa-audit run がCSV、TSV、JSON Linesで書いた報告書を指定してください")         \
    X("a carriage return ends a row within the line: is this a report of this program?",                              \
      "行の途中の復帰文字（CR）で行が分かれています。このプログラムの報告ですか。")                                   \
    X("the row has %zu cells, the first line %zu: is the report complete?",                                           \
      "この行のセルは%zu個、先頭の行は%zu個です。報告書は完全ですか")                                                 \
    X("a row of more than %d octets: is a \" not closed?",                                                            \
      "%dオクテットを超える行です。\" が閉じていないのではありませんか")                                              \
    X("a cell begins with \" and is not closed: is the report complete?",                                             \
      "\" で始まるセルが閉じていません。報告書は完全ですか")                                                          \
    X("the file is empty: give a report that caa-audit run wrote",                                                    \
      "ファイルが空です。caa-audit run の報告書を指定してください")                                                   \
    /* Session. */                                                                                                    \
    X("warning: %s does not pass DNSSEC signatures on: its answers are not validated; give a resolver that "          \
      "does with --server, or --no-dnssec",                                                                           \
      "警告：%sはDNSSECの署名を返さないため、その応答は検証されません。"                                              \
      "署名を返すリゾルバを--serverで指定するか、--no-dnssecを指定してください")                                      \
    X("the event loop cannot start: %s", "イベントループを開始できません：%s")                                 \
    X("nothing can be validated: %s; set the clock, or, if it is right, ask another server: this one is out of "      \
      "date",                                                                                                         \
      "検証ができません：%s。時計を合わせてください。時計が正しい場合は、このサーバの情報が古いので、"                \
      "別のサーバを指定してください")                                                                                 \
    X("nothing can be validated: %s; give the right keys with --trust-anchor, or --no-dnssec",                        \
      "検証ができません：%s。正しい鍵を--trust-anchorで指定するか、--no-dnssecを指定してください")                    \
    X("too few files may be open at once: raise the limit (ulimit -n) by %d or more",                                 \
      "同時に開けるファイルが少なすぎます。上限（ulimit -n）を%d以上引き上げてください")                              \
    X("interrupted", "中断しました")                                                                                  \
    X("interrupted after %ju entries: no report was written, earlier ones are as they were",                          \
      "%ju件の後で中断しました。報告書は書き込まれておらず、以前の報告書はそのままです")                              \
    X("interrupted after %ju entries: earlier reports are as they were; the same command with --resume goes on from " \
      "there",                                                                                                        \
      "%ju件の後で中断しました。以前の報告書はそのままです。同じコマンドに--resumeを付けると、続きから行います")      \
    X("%ju entries were there already", "%ju件は検査済みです")                                                        \
    X("row %ju is for `%.100s', and the list has another entry there: give the list and the kinds of the unfinished " \
      "run, or leave out --resume",                                                                                   \
      "%ju行目は「%.100s」のものですが、一覧では別の項目です。中断した検査と同じ一覧と種類を指定するか、"             \
      "--resumeを外してください")                                                                                     \
    X("--resume goes on with a report in a file: give --output with .csv, .tsv or .jsonl",                            \
      "--resumeはファイルの報告書の続きから行います。--outputで.csv、.tsv、.jsonlのファイルを指定してください")       \
    X("another run writes it: wait for that one, or name another file",                                               \
      "別の検査が書き込み中です。終わるのを待つか、別のファイルを指定してください")                                   \
    X("another export writes it: wait for that one, or name another folder",                                          \
      "別のエクスポートが書き込み中です。終わるのを待つか、別のフォルダを指定してください")                           \
    X("is somebody else's, and in the way: remove it, or name another folder",                                        \
      "他の利用者のもので、書き込みの妨げになっています。削除するか、別のフォルダを指定してください")                 \
    X("would replace %.255s, which this command reads: name another folder",                                          \
      "入力の%.255sを置き換えてしまいます。別のフォルダを指定してください")                                           \
    X("the same output is given twice: name another file",                                                            \
      "同じ出力先が二つあります。別のファイルを指定してください")                                                     \
    X("would overwrite %.255s, which this command reads: name another file",                                          \
      "入力の%.255sを上書きしてしまいます。別のファイルを指定してください")                                           \
    X("the earlier report could not be put back: %s; look for it in %.255s",                                          \
      "前の報告書を元に戻せませんでした（%s）。%.255sを確認してください")                                             \
    X("; with --resume it goes on from there", "。--resumeを付けると、続きから再開できます")                          \
    X("remove the unfinished file beside it, which is somebody else's",                                               \
      "隣にある、他の利用者の書きかけのファイルを削除してください")                                                   \
    X("interrupted: nothing was exported, an earlier export is as it was",                                            \
      "中断しました。書き出しは行われておらず、以前の結果はそのままです")                                             \
    X("standard output cannot be written: %s", "標準出力に書き込めません：%s")                                        \
    X("/dev/null cannot be opened: %s", "/dev/nullを開けません：%s")                                                  \
    /* Progress and summaries. */                                                                                     \
    X(" / %ju (%d %%)", " / %ju（%d %%）")                                                                            \
    X(", %.0f s left", "、残り%.0f秒")                                                                                \
    X("%ju%s done, %.0f/s, %u in flight, %ju unknown%s", "%ju%s 完了、%.0f件/秒、問い合わせ中%u、判定不能%ju%s")      \
    X("queries: %ju sent (%ju again, %ju over TCP), %ju timeouts, %ju stray datagrams ignored; %.1f s\n",             \
      "問い合わせ：%ju回（再送%ju、TCP %ju）、時間切れ%ju、無関係なデータグラム%ju、%.1f秒\n")                        \
    X("report: %s", "報告書：%s")                                                                                     \
    X("%ju entries, then %ju: verdicts: %ju became denied, %ju became unknown, %ju became allowed; entries: "         \
      "%ju new, %ju gone, %ju with other records\n",                                                                  \
      "%ju件→%ju件：発行不可になったもの%ju、判定不能になったもの%ju、発行可になったもの%ju、新しい名前%ju、"         \
      "なくなった名前%ju、レコードだけの変更%ju\n")                                                                   \
    X("%ju entries of %ju institutions, %ju messages\n", "%ju件（%ju機関）、メール%ju通\n")                           \
    X("%ju contacts are no mail addresses: no message was written for them\n",                                        \
      "メールアドレスでない連絡先が%ju件あり、メールは作成していません\n")                                            \
    X("export: %s/index.csv", "書き出し先：%s/index.csv")                                                             \
    /* Options. */                                                                                                    \
    X("%s '%s': %s", "%s「%s」：%s")                                                                                  \
    X("a number from %lu to %lu is wanted", "%luから%luまでの数を指定してください")                                   \
    X("I/N is wanted, as in 1/4: the first of four parts", "I/N の形で指定してください（1/4 は四つのうちの一つ目）")  \
    X("seconds from 0.001 to %u are wanted", "0.001から%uまでの秒数を指定してください")                               \
    X("--entry-timeout %g: a single question may take %g seconds (%u tries of %g): give at least that, or a "         \
      "shorter --timeout",                                                                                            \
      "--entry-timeout %g：1回の問い合わせに最長%g秒かかります（%u回×%g秒）。"                                        \
      "それ以上の値を指定するか、--timeoutを短くしてください")                                                        \
    X("--require-dnssec and --no-dnssec contradict each other: leave out one of them",                                \
      "--require-dnssecと--no-dnssecは同時に指定できません。どちらか一方を外してください")                            \
    X("--require-dnssec: answers from zone files alone are not validated: leave it out, or add --server or "          \
      "--iterate",                                                                                                    \
      "--require-dnssec：ゾーンファイルだけからの応答は検証されません。指定を外すか、"                                \
      "--serverまたは--iterateを追加してください")                                                                    \
    X("a list of server, wildcard, smime is wanted", "server、wildcard、smimeの並びを指定してください")               \
    X("csv, tsv, plain or upki is wanted", "csv、tsv、plain、upkiのいずれかを指定してください")                       \
    X("csv, tsv, jsonl, html, prom, txt or nagios is wanted",                                                         \
      "csv、tsv、jsonl、html、prom、txt、nagiosのいずれかを指定してください")                                         \
    X("a domain name such as secomtrust.net is wanted", "secomtrust.net のようなドメイン名を指定してください")        \
    X("letters and digits are wanted", "英数字を指定してください")                                                    \
    X("an IP address is wanted, as in 192.0.2.1 or 192.0.2.1@5353",                                                   \
      "192.0.2.1 や 192.0.2.1@5353 のようなIPアドレスを指定してください")                                             \
    X("en or ja is wanted", "enかjaを指定してください")                                                               \
    X("a mail address such as upki@example.ac.jp is wanted",                                                          \
      "upki@example.ac.jp のようなメールアドレスを指定してください")                                                  \
    X("LABEL=SOURCE[,SOURCE] is wanted, as in tokyo=192.0.2.1",                                                       \
      "tokyo=192.0.2.1 のように、LABEL=SOURCE[,SOURCE] の形で指定してください")                                       \
    X("each SOURCE is an IP address, or `iterate` alone", "SOURCEは、IPアドレスか、単独の iterate です")              \
    X("another one has the same label: name it otherwise", "同じ名前の地点があります。別の名前にしてください")        \
    X("one of them can be standard input, the other is a file",                                                       \
      "標準入力にできるのは一方だけです。他方はファイルを指定してください")                                           \
    X("only one of them can be standard input", "標準入力にできるのは一つだけです")                                   \
    X("%s: caa-audit export REPORT... -o DIR", "%s：caa-audit export REPORT... -o DIR")                               \
    X("no server has answered: ",                                                                                       \
      "どのサーバからも応答がありません：")                                                                                              \
    X(". Check the network, or choose another resolver with --server",                                                  \
      "。ネットワークを確認するか、--serverで別のリゾルバを指定してください")                                                                         \
    X("; and %zu more servers",                                                                                         \
      "、ほか%zuサーバ")                                                                                                      \
    X("not asked: %s silent since %s",                                                                                  \
      "問い合わせていません：%sは%sから応答がありません")                                                                                     \
    X(", silent since %s",                                                                                              \
      "（%sから応答なし）")                                                                                                     \
    X("%ju entry was not validated (dnssec: unchecked)",                                                               \
      "%ju件は、DNSSEC検証が行われていません（dnssec：unchecked）")                                                           \
    X("%ju entries were not validated (dnssec: unchecked)",                                                            \
      "%ju件は、DNSSEC検証が行われていません（dnssec：unchecked）")                                                           \
    X("%ju entry is unknown because its servers were silent (from %s on)",                                              \
      "%ju件は、サーバが%sから応答しなかったため判定できません")                                                                                 \
    X("%ju entries are unknown because their servers were silent (from %s on)",                                         \
      "%ju件は、サーバが%sから応答しなかったため判定できません")                                                                                 \
    X("--output is given twice, one folder is wanted", "--outputが二つあります。フォルダは一つだけ指定してください")  \
    X("no folder is given", "フォルダが指定されていません")                                                           \
    X("run, check, diff or export is wanted; see caa-audit --help",                                                   \
      "run、check、diff、exportのいずれかを指定してください（caa-audit --help を参照）")                              \
    X("it wants a value; see --help", "値が必要です（--help を参照）")                                                \
    X("it is not known; see caa-audit COMMAND --help", "未知のオプションです（caa-audit コマンド --help を参照）")    \
    X("no command", "未知のコマンド")                                                                                 \
    X("option", "オプション")                                                                                         \
    X("OLD and NEW", "OLDとNEW")                                                                                      \
    X("--baseline and LIST", "--baselineとLIST")                                                                      \
    X("--perspective names its own sources: leave out --server and --iterate",                                        \
      "--perspectiveは問い合わせ先を自ら指定します。--serverと--iterateは指定しないでください")                       \
    X("--quorum %u: there are %zu perspectives, so %zu can agree with the first at most",                             \
      "--quorum %u：地点は%zuなので、最初の地点と一致し得るのは最大%zuです")                                          \
    X("--every-server asks authoritative servers: give --iterate, or LABEL=iterate as the first perspective",         \
      "--every-serverは権威DNSサーバに問い合わせます。--iterateを指定するか、最初の地点を LABEL=iterate "             \
      "としてください")                                                                                               \
    X("two reports are wanted, %zu given: caa-audit diff OLD NEW",                                                    \
      "報告書を二つ指定してください（指定は%zu）：caa-audit diff OLD NEW")                                            \
    X("--baseline and --format nagios have statuses of their own: give one of them",                                  \
      "--baselineと--format nagiosは終了コードが異なります。どちらか一方を指定してください")                          \
    X("no list is given: caa-audit run LIST...", "一覧が指定されていません：caa-audit run LIST...")                   \
    X("no name is given: caa-audit check NAME...", "名前が指定されていません：caa-audit check NAME...")               \
    X("no report is given: caa-audit diff OLD NEW", "報告書が指定されていません：caa-audit diff OLD NEW")             \
    X("no report is given: caa-audit export REPORT... -o DIR",                                                        \
      "報告書が指定されていません：caa-audit export REPORT... -o DIR")                                                \
    X("--iterate asks authoritative servers, --server a resolver: give one of them",                                  \
      "--iterateは権威DNSサーバに、--serverはリゾルバに問い合わせます。どちらか一方を指定してください")               \
    X("no command is given; see caa-audit --help", "コマンドが指定されていません（caa-audit --help を参照）")         \
    X("%s: the ending names no report format: use .csv .tsv .jsonl .html .prom or .txt, or say --format",             \
      "%s: 拡張子から報告書の形式がわかりません。.csv .tsv .jsonl .html .prom .txt のいずれかにするか、"              \
      "--formatを指定してください")                                                                                   \
    X("%s: changes are written as csv, tsv, jsonl, html or txt: choose one of these",                                       \
      "%s: 変更の形式は、csv、tsv、jsonl、html、txtのいずれかです")                                                                     \
    X("%s: frame %ju: %s",                                                                                            \
      "%s: フレーム%ju：%s")                                                                                               \
    X("its description cannot be read: the file is damaged",                                                          \
      "説明が読めません。ファイルが壊れています")                                                                                         \
    X("a message or an address is missing: the file is damaged",                                                      \
      "メッセージまたはアドレスがありません。ファイルが壊れています")                                                                               \
    X("more messages than can be replayed at once: record the list in parts, with --shard",                           \
      "一度に再生できるメッセージ数を超えています。--shardで一覧を分けて記録してください")                                                                 \
    X("not a recording by this version of caa-audit: give a file written with --record",                              \
      "この版のcaa-auditの記録ではありません。--recordで作成したファイルを指定してください")                                                           \
    X("its start cannot be read: the file is damaged",                                                                \
      "先頭が読めません。ファイルが壊れています")                                                                                         \
    X("too many settings: the file is damaged",                                                                       \
      "設定が多すぎます。ファイルが壊れています")                                                                                         \
    X("not a dnstap message of a tool: the file is damaged",                                                          \
      "dnstapのメッセージではありません。ファイルが壊れています")                                                                              \
    X("larger than 256 MiB, the most that can be replayed at once: record the list in parts, with --shard", \
      "一度に再生できる256 MiBを超えています。--shardで一覧を分けて記録してください")                                                                  \
    X("impossible length: the file is damaged",                                                                       \
      "長さが正しくありません。ファイルが壊れています")                                                                                      \
    X("not dnstap in Frame Streams: give a file written with --record",                                               \
      "Frame Streams形式のdnstapではありません。--recordで作成したファイルを指定してください")                                                     \
    X("not a regular file: give a file written with --record",                                                        \
      "通常のファイルではありません。--recordで作成したファイルを指定してください")                                                                    \
    X("%s: the recording cannot be written: %s",                                                                      \
      "%s: 記録を書き込めません：%s")                                                                                            \
    X("the question is not in the recording",                                                                         \
      "この問い合わせは記録にありません")                                                                                             \
    X("not known to this version of caa-audit",                                                                       \
      "この版のcaa-auditにはないオプションです")                                                                                     \
    X("a recording brings its own options: leave out --config",                                                       \
      "記録にはオプションが含まれています。--configは指定しないでください")                                                                        \
    X("warning: %s is cut off: the last questions and answers are missing",                                           \
      "警告：%s は途中で切れています。最後の問い合わせと応答は含まれていません")                                                                        \
    X("the zone files are larger than a recording can hold: leave out --record",                                      \
      "ゾーンファイルが大きすぎて記録できません。--recordは指定しないでください")                                      \
    X("a recording goes to a file: name one", "記録の出力先にはファイル名を指定してください")                               \
    X("nothing is sent with --replay: leave out one of the two",                                                      \
      "--replayでは何も送信されません。どちらか一方を指定してください")                                                                          \
    X("--resume covers only a part of the list: leave out one of the two",                                            \
      "--resumeは一覧の一部しか検査しません。どちらか一方を指定してください")                                                                       \
    X("--record and",                                                                                                 \
      "--recordと")                                                                                                    \
    X("its value contains a line break",                                                                              \
      "値に改行が含まれています")                                                                                                 \
    X("its options cannot be read: the file is damaged",                                                              \
      "オプションが読めません。ファイルが壊れています")                                                                                      \
    X("its copy of a zone cannot be read: the file is damaged",                                                       \
      "ゾーンの写しが読めません。ファイルが壊れています")
/* clang-format on */

#endif
