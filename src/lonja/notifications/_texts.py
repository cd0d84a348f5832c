"""What the shop's mails say, per language; a third language is one more entry in each."""

from typing import Final

FALLBACK: Final = "en"

LABELS: Final = {
    "en": {
        "order": "Order $number",
        "items": "Items",
        "discount": "Discount",
        "shipping": "Shipping",
        "total": "Total",
        "tax": "VAT included",
        "address": "Delivery address",
        "see": "See your order",
        "pay": "Choose another way to pay",
        "greeting": "Hello,",
        "greeting_named": "Hello, $name,",
        "why": "You receive this mail because you placed an order with us.",
        "why_campaign": "You receive this mail because you asked for our news.",
        "unsubscribe": "Unsubscribe",
        "why_staff": "You receive this mail because somebody of the shop entered this address.",
        "join": "Choose a password",
    },
    "es": {
        "order": "Pedido $number",
        "items": "Artículos",
        "discount": "Descuento",
        "shipping": "Envío",
        "total": "Total",
        "tax": "IVA incluido",
        "address": "Dirección de entrega",
        "see": "Ver tu pedido",
        "pay": "Elegir otra forma de pago",
        "greeting": "Hola:",
        "greeting_named": "Hola, $name:",
        "why": "Recibes este correo porque has hecho un pedido en nuestra tienda.",
        "why_campaign": "Recibes este correo porque pediste nuestras novedades.",
        "unsubscribe": "Darme de baja",
        "why_staff": "Recibes este correo porque alguien de la tienda ha escrito esta dirección.",
        "join": "Elegir una contraseña",
    },
}

# subject, headline, sentence; `$shop`, `$by` and `$until` are filled in.
STAFF_MAILS: Final = {
    "staff_invited": {
        "en": (
            "Your place in the back office of $shop",
            "You are invited to the back office of $shop.",
            (
                "$by has opened an account for you. Choose a password and add the account to your"
                " authenticator. The link is yours alone and ends on $until."
            ),
        ),
        "es": (
            "Tu sitio en la trastienda de $shop",
            "Te han invitado a la trastienda de $shop.",
            (
                "$by te ha abierto una cuenta. Elige una contraseña y añade la cuenta a tu aplicación de"
                " autenticación. El enlace es solo tuyo y caduca el $until."
            ),
        ),
    },
    "staff_renewed": {
        "en": (
            "A new start in the back office of $shop",
            "Choose a new password.",
            (
                "$by asked for a new password and second factor for your account. The old ones hold"
                " until you use this link, which ends on $until. If you did not want this, tell $by."
            ),
        ),
        "es": (
            "Un nuevo comienzo en la trastienda de $shop",
            "Elige una contraseña nueva.",
            (
                "$by ha pedido una contraseña y un segundo factor nuevos para tu cuenta. Los de ahora"
                " valen hasta que uses este enlace, que caduca el $until. Si no lo querías, avisa a $by."
            ),
        ),
    },
}

# subject, headline, sentence; `$number`, `$carrier` and `$tracking` are filled in.
ORDER_MAILS: Final = {
    "order_confirmed": {
        "en": (
            "Your order $number is confirmed",
            "Thank you. Your order is confirmed.",
            "We have your payment and are packing your tiles. We will write again when they leave.",
        ),
        "es": (
            "Tu pedido $number está confirmado",
            "Gracias. Tu pedido está confirmado.",
            (
                "Hemos recibido el pago y ya estamos preparando tus azulejos."
                " Te escribiremos cuando salgan."
            ),
        ),
    },
    "order_shipped": {
        "en": (
            "Your order $number is on its way",
            "Your order is on its way.",
            "It left our warehouse with $carrier. Tracking number: $tracking.",
        ),
        "es": (
            "Tu pedido $number va de camino",
            "Tu pedido va de camino.",
            "Ha salido de nuestro almacén con $carrier. Número de seguimiento: $tracking.",
        ),
    },
    "payment_failed": {
        "en": (
            "The payment of your order $number did not go through",
            "Your payment did not go through.",
            (
                "Nothing was charged. We keep your tiles for a short while: choose another way to pay"
                " before they go back on the shelf."
            ),
        ),
        "es": (
            "El pago de tu pedido $number no se ha completado",
            "Tu pago no se ha completado.",
            (
                "No te hemos cobrado nada. Guardamos tus azulejos un rato más: elige otra forma de pago"
                " antes de que vuelvan a la venta."
            ),
        ),
    },
    "order_cancelled": {
        "en": (
            "Your order $number is cancelled",
            "Your order is cancelled.",
            "Nothing will be sent. If you had paid, the money is on its way back to you.",
        ),
        "es": (
            "Tu pedido $number está cancelado",
            "Tu pedido está cancelado.",
            "No enviaremos nada. Si habías pagado, el dinero ya está volviendo a tu cuenta.",
        ),
    },
}
ORDER_MAILS_WITHOUT_TRACKING: Final = {
    "en": "It left our warehouse with $carrier.",
    "es": "Ha salido de nuestro almacén con $carrier.",
}

# What a variant's options are called; a code that is not here is a shop's own and stays as it is.
# A test compares them with the storefront's words.
OPTIONS: Final = {
    "en": {
        "white": "White", "cream": "Cream", "grey": "Grey", "black": "Black", "blue": "Blue",
        "green": "Green", "terracotta": "Terracotta", "pink": "Pink", "yellow": "Yellow",
        "brown": "Brown", "matt": "Matt", "natural": "Natural", "satin": "Satin", "gloss": "Gloss",
        "crackle": "Crackle", "antislip": "Anti-slip", "polished": "Polished", "honed": "Honed",
        "waxed": "Waxed",
    },
    "es": {
        "white": "Blanco", "cream": "Crema", "grey": "Gris", "black": "Negro", "blue": "Azul",
        "green": "Verde", "terracotta": "Terracota", "pink": "Rosa", "yellow": "Amarillo",
        "brown": "Marrón", "matt": "Mate", "natural": "Natural", "satin": "Satinado",
        "gloss": "Brillo", "crackle": "Craquelado", "antislip": "Antideslizante",
        "polished": "Pulido", "honed": "Apomazado", "waxed": "Encerado",
    },
}  # fmt: skip


def option_word(language: str, code: str) -> str:
    return OPTIONS.get(language, OPTIONS[FALLBACK]).get(code, code)


def label(language: str, name: str) -> str:
    return LABELS.get(language, LABELS[FALLBACK])[name]
