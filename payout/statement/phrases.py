"""The sentences of the telephone call, of its answers and of the letter, in Japanese and English, with places for figures.

They are said by a person to a person: polite, whole, free of table-speak. What stands in （ ） or [ ] is for the operator, not said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from payout.statement.document import Words

Runs = tuple[Words, ...]

_PLACE = re.compile(r"\{(\w+)\}")

SENTENCES: Mapping[str, Mapping[str, str]] = {
    # the call, from its opening to its end
    "greet": {
        "ja": "お忙しいところ恐れ入ります。{issuer}でございます。保険のお手続きの件で、お電話いたしました。"
        "ただいま、5分ほどよろしいでしょうか。（名のってから始めます）",
        "en": "Good day, this is {issuer}. I am calling about an insurance matter. Do you have about five minutes? [Give your own name.]",
    },
    "identify": {
        "ja": "恐れ入りますが、ご本人さまの確認のため、お名前、生年月日、"
        "それからご登録のお電話番号か証券番号を、お聞かせいただけますでしょうか。"
        "（こちらからは読みあげません。すべて合ってから先へ進みます。合わないときや、ほかの方のときは、用件を伏せ、あらためるとお伝えします）",
        "en": "May I first make sure that I am speaking with the right person? Please tell me your name, your date of birth, and the "
        "telephone number or contract number that we have on file. [Read nothing out yourself. Go on only when all of it is right. "
        "Otherwise, or if somebody else answers, keep the matter to yourself and say that you will call again.]",
    },
    "thanks": {"ja": "{name}さま、ありがとうございます。", "en": "Thank you, {name}. "},
    "thanks_nobody": {"ja": "ありがとうございます。", "en": "Thank you. "},
    "total": {
        "ja": "このたびは、心よりお見舞い申しあげます。ご請求いただいた保険金の計算ができましたので、ご案内いたします。"
        "お支払いする保険金は、合計で {paid}でございます。",
        "en": "I am sorry for what happened. We have worked out your claim. In total we pay {paid}.",
    },
    "total_nothing": {
        "ja": "このたびは、心よりお見舞い申しあげます。ご請求いただいた保険金の計算ができました。"
        "まことに申しわけございませんが、今回お支払いできる保険金はございませんでした。",
        "en": "I am sorry for what happened. We have worked out your claim, and I am sorry to say that this time there is nothing that we "
        "can pay.",
    },
    "explain": {"ja": "理由を順にご説明いたします。", "en": " Let me explain why."},
    "worked_out": {
        "ja": "このたびは、心よりお見舞い申しあげます。ご請求いただいた保険金の計算ができましたので、ご案内いたします。",
        "en": "I am sorry for what happened. We have worked out your claim.",
    },
    "whole": {
        "ja": "ご請求全体でお支払いできる保険金は、合計で {paid}でございます。",
        "en": " On the whole claim we pay {paid} in total.",
    },
    "already": {"ja": "すでに、{payments}をお支払いしております。", "en": " We have already paid {payments}."},
    "already_one": {"ja": "{date}に{payee}へ {amount}", "en": "{amount} to {payee} on {date}"},
    "already_many": {
        "ja": "すでに、{first}から {last}までに、{count}に分けて、合わせて {amount}をお支払いしております。",
        "en": " We have already paid {amount} in {count} from {first} to {last}.",
    },
    "already_none": {"ja": "これまでにお支払いした金額はございません。", "en": " Nothing has been paid so far."},
    "left_now": {"ja": "今回お支払いする金額は、{now}でございます。", "en": " What we pay now is {now}."},
    "over_later": {
        "ja": "お支払いが多くなっている分がございますので、のちほどご説明いたします。",
        "en": " Some of it was more than can be paid; I will explain that in a moment.",
    },
    "left_nothing": {"ja": "今回、これ以上お支払いする金額はございません。", "en": " Nothing more is transferred now."},
    "includes_paid": {
        "ja": "補償ごとの金額は、すでにお支払いした分を含んでおります。",
        "en": " The amounts coverage by coverage include what was already paid.",
    },
    "since_more": {
        "ja": "{date}にご案内した {before}から、{difference}増えております。",
        "en": " That is {difference} more than the {before} that we told you on {date}.",
    },
    "since_less": {
        "ja": "{date}にご案内した {before}から、{difference}減っております。",
        "en": " That is {difference} less than the {before} that we told you on {date}.",
    },
    "since_nothing": {
        "ja": "{date}には、{before}とご案内しておりました。",
        "en": " On {date} we told you that it would be {before}.",
    },
    "since_same": {
        "ja": "{date}にご案内した合計から、変わりはございません。",
        "en": " In total that is what we told you on {date}.",
    },
    # what one coverage pays
    "head": {"ja": "{what} {base}", "en": "From the {base} for {what} "},
    "head_moved": {"ja": "{what}のうち、ほかの補償では足りなかった {base}", "en": "From the {base} for {what} beyond another coverage "},
    "full": {"ja": "{what} {base}は、全額をお支払いいたします。", "en": "We pay the {base} for {what} in full."},
    "full_due": {"ja": "{what} {base}は、全額がお支払いの対象でございます。", "en": "The {base} for {what} is payable in full."},
    "full_moved": {
        "ja": "{what}のうち、ほかの補償では足りなかった {base}は、この補償から全額をお支払いいたします。",
        "en": "The {base} for {what} beyond another coverage is paid in full under this one.",
    },
    "full_moved_due": {
        "ja": "{what}のうち、ほかの補償では足りなかった {base}は、この補償で全額がお支払いの対象でございます。",
        "en": "The {base} for {what} beyond another coverage is payable in full under this one.",
    },
    "up_to_limit": {
        "ja": "{what} {base}のうち、限度額の {paid}をお支払いいたします。",
        "en": "Of the {base} for {what} we pay up to the limit, {paid}.",
    },
    "up_to_limit_due": {
        "ja": "{what} {base}のうち、限度額の {paid}がお支払いの対象でございます。",
        "en": "Of the {base} for {what}, {paid} is payable: the limit.",
    },
    "within_limit": {
        "ja": "{what} {base}のうち、{paid}をお支払いいたします。",
        "en": "Of the {base} for {what} we pay {paid}.",
    },
    "within_limit_due": {
        "ja": "{what} {base}のうち、{paid}がお支払いの対象でございます。",
        "en": "Of the {base} for {what}, {paid} is payable.",
    },
    "by_rate": {
        "ja": "{what} {base}のうち、{title} {rate}にあたる {paid}をお支払いいたします。",
        "en": "Of the {base} for {what} we pay {paid}: {title}, {rate}.",
    },
    "by_rate_due": {
        "ja": "{what} {base}のうち、{title} {rate}にあたる {paid}がお支払いの対象でございます。",
        "en": "Of the {base} for {what}, {paid} is payable: {title}, {rate}.",
    },
    "benefit": {"ja": "{titles}をお支払いいたします。", "en": "We pay {titles}."},
    "benefit_due": {"ja": "{titles}がお支払いの対象でございます。", "en": "What is payable is {titles}."},
    "by_value": {"ja": "{what} {base}に代えて、{titles}をお支払いいたします。", "en": "Instead of the {base} for {what} we pay {titles}."},
    "by_value_due": {
        "ja": "{what} {base}に代えて、{titles}がお支払いの対象でございます。",
        "en": "Instead of the {base} for {what}, what is payable is {titles}.",
    },
    "by_value_less": {
        "ja": "{what} {base}に代えて、{titles}をもとに計算し、",
        "en": "Instead of the {base} for {what} we go by {titles}; ",
    },
    "head_benefit": {"ja": "{titles}", "en": "From {titles} "},
    "more": {"ja": "に、{titles}を加え、", "en": "we add {titles}, "},
    "less_from": {"ja": "から、{parts}を差し引いて、", "en": "we take off {parts} and "},
    "less": {"ja": "{parts}を差し引いて、", "en": "we take off {parts} and "},
    "pay": {"ja": "{paid}をお支払いいたします。", "en": "pay {paid}."},
    "pay_due": {"ja": "お支払いの対象は {paid}となります。", "en": "arrive at {paid}."},
    "titled": {"ja": "{title} {amount}", "en": "{title} of {amount}"},
    "part_exclude": {"ja": "対象とならない {amount}", "en": "{amount} that is not covered"},
    "part_reduce": {"ja": "{title} {amount}", "en": "{amount} for {title}"},
    "part_share": {"ja": "{title}による {amount}", "en": "{amount} for {title}"},
    "part_deduct": {"ja": "自己負担額 {amount}", "en": "your own share of {amount}"},
    "part_deducted": {"ja": "{title} {amount}", "en": "{amount} for {title}"},
    "part_limit": {"ja": "限度額を超える {amount}", "en": "{amount} over the limit"},
    "part_choose": {"ja": "ほかの補償からお支払いする {amount}", "en": "{amount} that another coverage pays"},
    "part_replace": {"ja": "価額払いに代わる {amount}", "en": "{amount} settled by value"},
    "part_recover": {"ja": "相手の方からのお受け取り分 {amount}", "en": "{amount} received from the other side"},
    "part_moved": {"ja": "別の補償で計算する {amount}", "en": "{amount} that another coverage looks after"},
    # what is not paid
    "not_paid": {"ja": "お支払いの対象とならないのは、{parts}でございます。", "en": " What we do not pay is {parts}."},
    "sum_exclude": {"ja": "ご契約で対象としていない費用 {amount}", "en": "{amount} that the contract does not cover"},
    "sum_reduce": {"ja": "値下がりなどとして差し引く {amount}", "en": "{amount} for wear, age or a gain in value"},
    "sum_share": {"ja": "お支払いする割合を超える {amount}", "en": "{amount} beyond the part that the contract pays"},
    "sum_deduct": {
        "ja": "ご契約でお客さまのご負担と決めている自己負担額 {amount}",
        "en": "{amount} that the contract leaves with you as your own share",
    },
    "sum_deducted": {"ja": "ご契約により差し引く{title} {amount}", "en": "{amount} taken off for {title}"},
    "sum_limit": {"ja": "ご契約の限度額を超える {amount}", "en": "{amount} over the limits of the contract"},
    "sum_choose": {"ja": "別の補償からお支払いするため重ねない {amount}", "en": "{amount} that another coverage pays instead"},
    "of_it": {"ja": "{what}のうち {off}", "en": "{off} of the costs for {what}"},
    "all_of_it": {"ja": "{what}の全額 {off}", "en": "All of the {off} for {what}"},
    "the_rest": {"ja": "残りの {off}", "en": "The other {off}"},
    "why_limit": {
        "ja": "{part}は、{basis}{limit}までというご契約の限度額を超える部分でございます。",
        "en": " {part} is above the limit of the contract, {limit}{basis}.",
    },
    "why_limit_none": {
        "ja": "{part}につきましては、ご契約により、この場合にお支払いできる金額がございません。",
        "en": " {part} is not paid: in this case the contract leaves nothing to pay for it.",
    },
    "shared": {"ja": "{what}と合わせて ", "en": " together with {what}"},
    "why_limits": {
        "ja": "{part}は、ご契約で定めたそれぞれの限度額を超える部分でございます。",
        "en": " {part} is above the limits of the contract.",
    },
    "why_deduct": {
        "ja": "{part}は、ご契約でお客さまのご負担と決めている自己負担額でございます。",
        "en": " {part} is your own share: under the contract you bear this part yourself.",
    },
    "why_deduct_other": {
        "ja": "{part}は、「{title}」として差し引く金額で、{bearer}のご負担となります。",
        "en": " {part} is taken off as {title} and is borne by {bearer}.",
    },
    "why_share": {
        "ja": "{part}は、{title} {rate}を超える部分で、{bearer}のご負担となります。",
        "en": " {part} is beyond {title}, {rate}, and is borne by {bearer}.",
    },
    "why_shares": {
        "ja": "{part}は、「{title}」の割合を超える部分で、{bearer}のご負担となります。",
        "en": " {part} is beyond {title} and is borne by {bearer}.",
    },
    "why_reduce": {
        "ja": "{part}は、ご契約の取り決めで「{title}」として差し引く金額でございます。",
        "en": " {part} is taken off for {title}, as the contract says.",
    },
    "why_exclude": {"ja": "{part}は、{reason}でございます。", "en": " {part} is {reason}."},
    "why_exclude_itself": {
        "ja": "{part}は、ご契約ではお支払いの対象となりません。",
        "en": " {part} is not covered by the contract.",
    },
    "reason_conditions": {
        "ja": "{title}の条件に当たらないため対象外",
        "en": "not covered: the conditions of {title} are not met",
    },
    "why_choose": {"ja": "{part}は、{reason}でございます。", "en": " {part} is not paid: {reason}."},
    "why_no_coverage": {
        "ja": "{part}は、ご契約の補償に含まれていない費用でございます。",
        "en": " {part} is for a kind of expense that the policy does not include.",
    },
    # what the customer bears, what else there is, when and where
    "share": {
        "ja": "以上から、お客さまのご負担は、合計で {left}でございます。",
        "en": " That leaves {left} in total for you to bear yourself.",
    },
    "share_nothing": {"ja": "お客さまにご負担いただく金額はございません。", "en": " Nothing is left for you to bear."},
    "recovered": {
        "ja": "{recovered}は、まずお客さまのご負担 {refilled}に充て、残りの {rest}をお支払い額から差し引いております。",
        "en": " Of {recovered}, {refilled} went towards your own share, and {rest} was taken off what we pay.",
    },
    "recovered_own": {
        "ja": "{recovered}は、全額をお客さまのご負担に充てております。",
        "en": " All of {recovered} went towards your own share.",
    },
    "recovered_rest": {
        "ja": "{recovered}は、お支払い額から差し引いております。",
        "en": " We took {recovered} off what we pay.",
    },
    "received": {"ja": "相手の方からお受け取りの {received}", "en": "the {received} that you received from the other side"},
    "received_of": {
        "ja": "相手の方からお受け取りの {received}のうち {counted}",
        "en": "the {counted} that counts here of the {received} that you received from the other side",
    },
    "ask_more": {
        "ja": "ほかにもお支払いできる費用があるかもしれませんので、お伺いいたします。{questions}"
        "ございましたら、領収書をお送りください。あらためて計算いたします。",
        "en": "There may be more that we can pay. {questions} If so, please send us the bills, and we will work it out again.",
    },
    "to_account": {"ja": "お客さまご指定の口座へ ", "en": "to your account"},
    "to_digits": {
        "ja": "お客さまご指定の、口座番号の末尾が {digits}の口座へ ",
        "en": "to your account, the one that ends in {digits}",
    },
    "to_workshop": {"ja": "修理工場へ直接 ", "en": "straight to the repair shop"},
    "to_other_party": {"ja": "相手の方へ直接 ", "en": "straight to the other side"},
    "to_payee": {"ja": "{payee}へ直接 ", "en": "straight to {payee}"},
    "pay_to": {"ja": "{to}{amount}", "en": "{amount} {to}"},
    "pay_on": {"ja": "{date}に、{payments}をお支払いいたします。", "en": "On {date} we pay {payments}."},
    "pay_later": {
        "ja": "{payments}をお支払いいたします。お支払い日は、決まりしだい、あらためてご連絡いたします。",
        "en": "We pay {payments}. We will let you know the date as soon as it is fixed.",
    },
    "at_the_workshop": {
        "ja": "修理工場では、お客さまのご負担分 {amount}をお支払いください。",
        "en": " At the repair shop, please pay your own share of {amount}.",
    },
    "payee_insured": {"ja": "お客さま", "en": "you"},
    "payee_workshop": {"ja": "修理工場", "en": "the repair shop"},
    "payee_other_party": {"ja": "相手の方", "en": "the other side"},
    "no_transfer": {"ja": "今回のお振込みはございません。", "en": " There is no transfer this time."},
    "over": {
        "ja": "{payee}へは、お支払いできる {payable}に対し、すでに {before}をお支払いしており、{surplus}多くなっております。",
        "en": " We have paid {payee} {before}, which is {surplus} more than the {payable} that can be paid.",
    },
    "over_nothing": {
        "ja": "{payee}へは、すでに {before}をお支払いしておりますが、今回の計算では、お支払いできる金額がございません。",
        "en": " We have paid {payee} {before}, and by this calculation there is nothing that can be paid there.",
    },
    "over_apart": {
        "ja": "多くお支払いした分について、今回お振込みはなく、ほかのお支払いからも差し引いておりません。",
        "en": " Nothing is transferred for what was paid too much, and it is not taken off any other payment.",
    },
    "over_talk": {
        "ja": "多くお支払いした分のお取り扱いは、担当者からあらためてご相談いたします。",
        "en": " Our office will speak with you about what was paid too much.",
    },
    "not_in_record": {
        "ja": "これまでに実際にお支払いした金額は、この計算書の資料には含まれておりません。",
        "en": " What was really paid so far is not part of this record.",
    },
    "paid_before": {
        "ja": "ご案内した合計は、これまでの分を含めた金額でございます。すでにお支払いした金額があるときは、その差額をお支払いいたします。",
        "en": " The total includes what was settled before: if some of it has already been paid, we pay the difference.",
    },
    "paid_before_less": {
        "ja": "ご案内した合計は、これまでの分を含めた金額でございます。"
        "すでにお支払いした金額があるときは、それを差し引きます。お支払いが今回の金額を超えているときは、お取り扱いをあらためてご連絡いたします。",
        "en": " The total includes what was settled before: what has already been paid is taken off. If more was paid than this, we will "
        "let you know what happens next.",
    },
    "paid_before_nothing": {
        "ja": "すでにお支払いした金額がある場合のお取り扱いは、あらためてご連絡いたします。",
        "en": " If something has already been paid, we will let you know what happens next.",
    },
    "consent": {
        "ja": "以上の内容で、お支払いのお手続きを進めてよろしいでしょうか。（お返事と時刻を、連絡の記録に書きます）",
        "en": "May we go ahead and pay as I have explained? [Write the answer and the time into the record of the call.]",
    },
    "consent_nothing": {
        "ja": "以上の内容で、ご了承いただけますでしょうか。（お返事と時刻を、連絡の記録に書きます）",
        "en": "Can you accept this as I have explained it? [Write the answer and the time into the record of the call.]",
    },
    "questions": {
        "ja": "ご不明な点や、気がかりな点はございますか。どうぞ何でもお尋ねください。（お答えは、次の章にあります）",
        "en": "Is there anything that you would like to ask, or that does not seem right to you? [The answers are in the next section.]",
    },
    "close": {
        "ja": "本日ご案内した内容は、計算書にしてお送りいたします。お時間をいただき、ありがとうございました。"
        "どうぞお大事になさってください。",
        "en": "I will send you all of this as a statement. Thank you for your time, and all the best.",
    },
    "close_phone": {
        "ja": "本日ご案内した内容は、計算書にしてお送りいたします。お気づきの点がございましたら、{phone}へお電話ください。"
        "お時間をいただき、ありがとうございました。どうぞお大事になさってください。",
        "en": "I will send you all of this as a statement. If anything comes to mind, please call {phone}. Thank you "
        "for your time, and all "
        "the best.",
    },
}

ANSWERS: Mapping[str, Mapping[str, str]] = {
    "q_deduct": {"ja": "「{what}から自己負担額を引かれるのはなぜですか」", "en": "Why do I bear a part of the costs for {what} myself?"},
    "a_deduct": {
        "ja": "自己負担額は、{clause}に「{title}」として定められております。{amount_from}{before}から {off}を差し引いて、"
        "{after}となります。",
        "en": "Your own share is set by the contract ({clause}, '{title}'). {amount_from}{before} less {off} is {after}.",
    },
    "a_deduct_plain": {
        "ja": "自己負担額は、{clause}に「{title}」として定められております。差し引く金額は、{off}でございます。",
        "en": "Your own share is set by the contract ({clause}, '{title}'). It comes to {off}.",
    },
    "a_deducted": {
        "ja": "{clause}に、{title}を差し引くと定められております。{amount_from}{before}から {off}を差し引いて、{after}となります。",
        "en": "The contract ({clause}) takes off {title}. {amount_from}{before} less {off} is {after}.",
    },
    "a_deducted_plain": {
        "ja": "{clause}に、{title}を差し引くと定められております。差し引く金額は、{off}でございます。",
        "en": "The contract ({clause}) takes off {title}. It comes to {off}.",
    },
    "a_amount_from": {"ja": "計算のもとは、{inputs}でございます。", "en": "It is worked out from {inputs}. "},
    "q_limit": {"ja": "「{what}の一部が支払われないのはなぜですか」", "en": "Why do you not pay all of the costs for {what}?"},
    "a_limit": {
        "ja": "{clause}に、{basis}{limit}までお支払いすると定められております。{counted} {before}は、この限度額を {off}超えておりますので、"
        "お支払いは {after}となります。",
        "en": "Under the contract ({clause}) we pay up to {limit}{basis}. The {before} for {counted} is {off} over that limit, "
        "so we pay {after}.",
    },
    "a_limit_part": {
        "ja": "{clause}に、{basis}{limit}までお支払いすると定められております。{what}のうち {off}が、これを超える部分に当たります。",
        "en": "Under the contract ({clause}) we pay up to {limit}{basis}. {off} of the costs for {what} is over that.",
    },
    "a_limit_none": {
        "ja": "{clause}により、{what}の {off}につきましては、この場合にお支払いできる金額がございません。",
        "en": "Under the contract ({clause}) there is nothing to pay in this case for {what}; that is {off}.",
    },
    "a_limits": {
        "ja": "{clause}に、{basis}{limit}までお支払いすると定められております。これを超えたものが{count}あり、超えた金額は合わせて "
        "{off}でございます。",
        "en": "Under the contract ({clause}) we pay up to {limit}{basis}. {count} went over it, by {off} together.",
    },
    "a_limits_differ": {
        "ja": "{clause}に、お支払いの限度額が、費用ごとに定められております。それぞれの限度額を超えた金額は、合わせて {off}でございます。",
        "en": "The contract ({clause}) sets limits one by one. What is over them comes to {off} together.",
    },
    "q_exclude": {"ja": "「{what}が対象にならないのはなぜですか」", "en": "Why is {what} not covered?"},
    "a_exclude": {
        "ja": "{clause}により、{reason}となっております。ご請求のうち {off}が、これに当たります。",
        "en": "Under the contract ({clause}): {reason}. That is {off} of what you claimed.",
    },
    "a_exclude_itself": {
        "ja": "{clause}に、{what}はお支払いの対象としないと定められております。ご請求のうち {off}が、これに当たります。",
        "en": "The contract ({clause}) does not cover {what}. That is {off} of what you claimed.",
    },
    "a_no_coverage": {
        "ja": "ご契約では、お支払いする費用の種類が決まっております。{what}の {off}は、どの種類にも当てはまりませんでした。",
        "en": "The policy lists the kinds of expense that it pays. {what} is not among them; that is {off}.",
    },
    "q_share": {"ja": "「{title}で引かれるのはなぜですか」", "en": "Why is something taken off for {title}?"},
    "a_share": {
        "ja": "{clause}により、{title} {rate}に当たる金額をお支払いすることになっております。{before}に対して {after}となり、差の {off}は、"
        "{bearer}のご負担となります。",
        "en": "Under the contract ({clause}) we pay {title}, {rate}. Of {before} that is {after}; the other {off} is borne by {bearer}.",
    },
    "a_shares": {
        "ja": "{clause}により、「{title}」の割合でお支払いすることになっております。差の {off}は、{bearer}のご負担となります。",
        "en": "Under the contract ({clause}) we pay by {title}. The other {off} is borne by {bearer}.",
    },
    "q_reduce": {"ja": "「{title}を引かれるのはなぜですか」", "en": "Why is something taken off for {title}?"},
    "a_reduce": {
        "ja": "{clause}に、{title}として {rate}を差し引くと定められております。{before}から {off}を差し引いて、{after}となります。",
        "en": "The contract ({clause}) takes off {rate} for {title}. {before} less {off} is {after}.",
    },
    "a_reduces": {
        "ja": "{clause}に、{title}を、費用ごとの割合で差し引くと定められております。差し引く金額は、合わせて {off}でございます。",
        "en": "The contract ({clause}) takes off {title} at a rate for each kind. Together that is {off}.",
    },
    "q_choose": {"ja": "「両方は支払われないのですか」", "en": "Why are not both paid?"},
    "a_choose": {
        "ja": "{clause}に、どちらか一方をお支払いすると定められております。{what}の {off}は、{reason}となっております。",
        "en": "The contract ({clause}) pays one of them. {off} for {what} gives way: {reason}.",
    },
    "q_replace": {"ja": "「実際の費用で支払われないのはなぜですか」", "en": "Why not the actual costs?"},
    "a_replace": {
        "ja": "{clause}により、このような場合は、実際の費用 {off}に代えて、{titles}をお支払いすることになっております。",
        "en": "In such a case the contract ({clause}) settles by value: instead of the {off} it pays {titles}.",
    },
    "q_recover": {"ja": "「相手から受け取った分を引かれるのはなぜですか」", "en": "Why is money from the other side taken off?"},
    "a_recover": {
        "ja": "{clause}に、同じ損害は一度だけ埋め合わせると定められております。{how}",
        "en": "The contract ({clause}) makes good the same loss once.{how}",
    },
    "q_when": {"ja": "「いつ受け取れますか」", "en": "When do I get the money?"},
    "a_when": {"ja": "お支払い日は、{date}でございます。", "en": "The payment date is {date}."},
    "a_when_open": {
        "ja": "お支払い日は、決まりしだい、あらためてご連絡いたします。",
        "en": "We will let you know the payment date as soon as it is fixed.",
    },
    "a_when_own": {"ja": "お客さまへお支払いする金額は、{amount}でございます。", "en": " What we pay to you is {amount}."},
    "a_when_none": {"ja": "お客さまへの今回のお振込みはございません。", "en": "There is no transfer to you this time. "},
    "q_already": {"ja": "「すでに支払われた分はどうなりますか」", "en": "What about the money that was already paid?"},
    "a_already": {
        "ja": "{payee}へは、お支払いできる {payable}のうち、すでに {before}をお支払いしておりますので、"
        "今回は残りの {now}をお支払いいたします。",
        "en": " Of the {payable} for {payee}, {before} was already paid, so we pay the other {now} now.",
    },
    "a_already_all": {
        "ja": "{payee}への {payable}は、すでに全額をお支払いしております。",
        "en": " The {payable} for {payee} was already paid in full.",
    },
    "q_disagree": {"ja": "「納得できません。どうすればよいですか」", "en": "I do not agree. What can I do?"},
    "a_disagree": {
        "ja": "ご意見をお聞かせください。計算のもとになった条項と計算の過程をお示しし、別の者があらためて確認いたします。",
        "en": "Please tell us what does not seem right. We will show you the clauses and the steps behind it, and a "
        "colleague will check it "
        "again.",
    },
    "q_more": {"ja": "「ほかに請求できるものはありますか」", "en": "Is there anything else that I can claim?"},
    "a_more": {
        "ja": "{kinds}がございましたら、領収書をお送りください。あらためて計算いたします。",
        "en": "If there were costs for {kinds}, please send us the bills, and we will work it out again.",
    },
    "a_more_losses": {
        "ja": "{kinds}に当たる損害や費用がございましたら、領収書をお送りください。あらためて計算いたします。",
        "en": "If there were losses or costs for {kinds}, please send us the bills, and we will work it out again.",
    },
    "q_previous": {"ja": "「前の案内と金額が違うのはなぜですか」", "en": "Why is it another amount than last time?"},
    "a_previous_less": {
        "ja": "{date}のご案内では {before}、今回は {now}で、{difference}少なくなっております。",
        "en": "On {date} it was {before}. Now it is {now}, {difference} less.",
    },
    "a_previous_more": {
        "ja": "{date}のご案内では {before}、今回は {now}で、{difference}多くなっております。",
        "en": "On {date} it was {before}. Now it is {now}, {difference} more.",
    },
    "a_previous_same": {
        "ja": "合計は、{date}のご案内と同じ {now}でございます。",
        "en": "In total it is what it was on {date}, {now}.",
    },
    "a_previous_row": {
        "ja": "{title}が、{before}から {now}に変わりました。",
        "en": " {title} went from {before} to {now}.",
    },
    "a_example": {
        "ja": "たとえば、ご請求が {claimed}の例では、同じ定めにより {taken}を差し引き、お支払いは {paid}となります。",
        "en": " For example, of {claimed} claimed, {taken} would be taken off under the same provision, and {paid} paid.",
    },
    "a_by_clause": {"ja": "「{clause}」の条項", "en": "{clause}"},
    "a_by_contract": {"ja": "ご契約", "en": "the contract"},
}

_JOINTS = {"ja": ("、", "と、"), "en": (", ", " and ")}
"""What stands between the parts of a list, and before its last."""

BASES: Mapping[str, Mapping[str, str]] = {
    "person": {"ja": "お一人さまにつき ", "en": " for each person"},
    "night": {"ja": "一泊につき ", "en": " for each night"},
    "day": {"ja": "一日につき ", "en": " for each day"},
    "date": {"ja": "一日につき ", "en": " for each day"},
    "night+person": {"ja": "お一人さまの一泊につき ", "en": " for each person and night"},
    "day+person": {"ja": "お一人さまの一日につき ", "en": " for each person and day"},
    "item": {"ja": "一件につき ", "en": " for each item"},
    "other": {"ja": "区分ごとに ", "en": " for each of them"},
}
"""What a limit holds for, by the marks of its groups, as it is said before the amount and behind it."""


def sentence(key: str, language: str, parts: Mapping[str, str | Words | Runs]) -> Runs:
    """A sentence with its places filled: by a text, a figure with its reading, or several runs in a row."""
    found: list[Words] = []
    for at, piece in enumerate(_PLACE.split((SENTENCES if key in SENTENCES else ANSWERS)[key][language])):
        part = parts[piece] if at % 2 else piece
        if isinstance(part, tuple):
            found += part
        elif isinstance(part, Words):
            found.append(part)
        elif part and found and not (found[-1].reading or found[-1].strong):
            found[-1] = Words(found[-1].text + part)
        elif part:
            found.append(Words(part))
    return tuple(found)


def listed(parts: Iterable[Runs], language: str, joint: str = "") -> Runs:
    """Parts one after the other: a、bと、c; in English a, b and c; or all with one `joint`."""
    found: list[Words] = []
    whole = list(parts)
    for at, part in enumerate(whole):
        last = at == len(whole) - 1
        if at:
            found.append(Words(joint or _JOINTS[language][last]))
        found += part
    return tuple(found)


def plain(runs: Iterable[Words]) -> str:
    """Runs as they are written, without the readings."""
    return "".join(run.text for run in runs)
