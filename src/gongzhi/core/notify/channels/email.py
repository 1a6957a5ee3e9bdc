"""E-mail through Django's backend; the message id is the notice's key, so that a second try is seen as the first."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from gongzhi.core.notify.channels.base import Letter, SendFailed, Sent


class EmailGateway:
    """Sends plain text; a mail server that refuses the address for good ends the tries."""

    def send(self, letter: Letter) -> Sent:
        """Send one message."""
        reference = f"<{letter.key}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"
        subject = " ".join(letter.subject.split())
        message = EmailMessage(
            subject, letter.body, None, [letter.address], headers={"Message-ID": reference}
        )
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            raise SendFailed(f"邮箱地址被拒收：{error}", is_final=True) from error
        except (OSError, smtplib.SMTPException) as error:
            raise SendFailed(f"邮件服务器没有收下：{error}") from error
        return Sent(reference)
